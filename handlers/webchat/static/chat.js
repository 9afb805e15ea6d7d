// Sends forms without leaving the page, keeps the focus where reading goes on, and leaves the page at once.
// Without this script everything still works: the forms are plain.
(() => {
  "use strict";

  const root = document.documentElement;
  const status = document.querySelector(".status");
  let talk = document.getElementById("talk");
  let pressed = null;
  let stale = false;

  leaveQuickly();
  if (!talk || !status || !window.fetch || !window.AbortController || !window.URLSearchParams) return;
  root.classList.add("js");
  offerCopying();
  listen();

  document.addEventListener("click", (event) => {
    pressed = event.target.closest("button");
    if (pressed && pressed.dataset.copies) copy(pressed);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
      event.target.form.requestSubmit();
    }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!talk.contains(form)) return;
    event.preventDefault();
    if (talk.getAttribute("aria-busy") === "true") return;
    const button = event.submitter || (pressed && form.contains(pressed) ? pressed : null);
    const fields = new URLSearchParams(new FormData(form));
    if (button && button.name) fields.append(button.name, button.value);
    if (button) button.classList.add("chosen");
    const tick = button && button.dataset.tick;
    load(form.getAttribute("action"), { method: "POST", body: fields }, tick);
  });

  async function load(address, request, tick) {
    const asked = Boolean(request.method);
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), 30000);
    const notice = asked && setTimeout(() => say(talk.dataset.busy), 600);
    if (asked) talk.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, {
        ...request,
        credentials: "same-origin",
        cache: "no-store",
        signal: patience.signal,
      });
      if (answer.status >= 500) throw new Error("the server is down");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("talk");
      if (!next || new URL(answer.url).pathname !== location.pathname) {
        location.replace(answer.url);
        return;
      }
      if (!asked && talk.getAttribute("aria-busy") === "true") return;
      clearTimeout(notice);
      say("");
      show(next, page, asked, tick);
    } catch {
      clearTimeout(notice);
      talk.removeAttribute("aria-busy");
      talk.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
      if (asked) say(talk.dataset.offline); // the same key goes out again: nothing counts twice
    } finally {
      clearTimeout(timer);
      if (stale && talk.getAttribute("aria-busy") !== "true") {
        stale = false;
        load(location.pathname, {});
      }
    }
  }

  function show(next, page, asked, tick) {
    const seen = new Set(keys(talk));
    const news = keys(next).filter((key) => !seen.has(key));
    if (!asked && !news.length) return;
    const focused = document.activeElement;
    const place = !asked && talk.contains(focused) ? selector(focused) : null;
    keepDraft(next, asked);
    const older = talk.querySelector(".older[open]");
    if (older && next.querySelector(".older")) next.querySelector(".older").open = true;
    talk.replaceWith(next);
    talk = next;
    document.title = page.title;
    root.lang = page.documentElement.lang;
    next.querySelectorAll("[data-card]").forEach((card) => {
      if (news.includes(card.dataset.card) && !tick) card.classList.add("fresh");
    });
    offerCopying();
    if (asked && tick) focusOn(`[data-tick="${CSS.escape(tick)}"]`, false);
    else if (asked) focusOn(next.querySelector("[aria-invalid]") ? "[aria-invalid]" : "#now", true);
    else {
      if (place) focusOn(place, false);
      say(talk.dataset.news);
      setTimeout(() => say(""), 5000);
    }
  }

  function keys(part) {
    return [...part.querySelectorAll("[data-card]")].map((card) => card.dataset.card);
  }

  function selector(element) {
    if (element.id) return `#${CSS.escape(element.id)}`;
    return element.value ? `button[value="${CSS.escape(element.value)}"]` : null;
  }

  function keepDraft(next, asked) {
    const [mine, other] = [talk, next].map((part) => part.querySelector("[name=text]"));
    const [before, after] = [talk, next].map((part) => part.querySelector(".bar [name=screen]").value);
    // After a refused answer the same screen comes back: the writer mends the words instead of typing anew.
    if (mine && other && before === after && (!asked || other.getAttribute("aria-invalid"))) {
      other.value = mine.value;
    }
  }

  function focusOn(wanted, scroll) {
    const found = talk.querySelector(wanted);
    if (!found) return;
    found.focus({ preventScroll: true });
    if (scroll) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const card = found.closest(".card") || found;
      card.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    }
  }

  function say(words) {
    status.textContent = words || "";
  }

  function listen() {
    const address = talk.dataset.events;
    if (!address || !window.EventSource) return;
    new EventSource(address).addEventListener("changed", () => {
      if (talk.getAttribute("aria-busy") === "true") stale = true;
      else load(location.pathname, {});
    });
  }

  function offerCopying() {
    talk.querySelectorAll("[data-copy]:not(#talk)").forEach((code) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button quiet";
      button.dataset.copies = "yes";
      button.textContent = talk.dataset.copy;
      code.after(button);
    });
  }

  async function copy(button) {
    const code = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      document.execCommand("copy"); // pages without https have no clipboard
    }
    button.textContent = talk.dataset.copied;
    say(talk.dataset.copied);
    setTimeout(() => {
      button.textContent = talk.dataset.copy;
      say("");
    }, 2500);
  }

  function leaveQuickly() {
    const form = document.querySelector("form.exit");
    if (!form) return;
    let shifts = 0;
    const leave = () => {
      root.classList.add("gone");
      const fields = new URLSearchParams(new FormData(form));
      if (navigator.sendBeacon) navigator.sendBeacon(form.getAttribute("action"), fields);
      location.replace(form.dataset.away); // replaces: the way back does not lead here
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      leave();
    });
    document.addEventListener("keydown", (event) => {
      shifts = event.key === "Shift" && !event.repeat ? shifts + 1 : 0;
      if (shifts === 3) leave();
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload(); // a page kept by the browser may be someone else's by now
    });
  }
})();
