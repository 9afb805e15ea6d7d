// Sends forms without leaving the page, keeps the focus where reading goes on, and leaves the page at once.
// Without this script everything still works: the forms are plain.
(() => {
  "use strict";

  const root = document.documentElement;
  const status = document.querySelector(".status");
  const log = document.querySelector("[role=log]");
  const exit = document.querySelector("form.exit");
  let talk = document.getElementById("talk");
  let pressed = null;
  let stale = false;
  let untold = null; // an answer that found no line
  let waiting = 0;

  if (exit) leaveQuickly();
  if (!talk || !log || !window.fetch || !window.AbortController || !window.URLSearchParams) return;
  root.classList.add("js");
  offerCopying();
  listen();
  window.addEventListener("online", tryAgain);

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
    forget();
    load(form.getAttribute("action"), { method: "POST", body: fields }, tick);
  });

  async function load(address, request, tick, tries = 0) {
    if (root.classList.contains("gone")) return;
    const asked = Boolean(request.method);
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), 20000);
    const notice = asked && setTimeout(() => say(talk.dataset.busy), 600);
    if (asked) talk.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, {
        headers: asked ? {} : { "By-Itself": "1" },
        ...request,
        credentials: "same-origin",
        cache: "no-store",
        signal: patience.signal,
      });
      if (answer.status >= 500) throw new Error("the server is down");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("talk");
      if (answer.status === 401) {
        document.documentElement.replaceWith(document.adoptNode(page.documentElement)); // with what was typed
        return;
      }
      if (!next || new URL(answer.url).pathname !== location.pathname) {
        location.replace(answer.url);
        return;
      }
      if (!asked && talk.getAttribute("aria-busy") === "true") return;
      if (!asked && guard(next) !== guard(talk)) {
        hide(); // another window has left
        return;
      }
      clearTimeout(notice);
      say("");
      show(next, page, asked, tick);
    } catch {
      clearTimeout(notice);
      talk.removeAttribute("aria-busy");
      talk.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
      if (asked) {
        say(talk.dataset.offline);
        untold = () => load(address, request, tick, tries + 1); // the same key: nothing counts twice
        waiting = setTimeout(tryAgain, Math.min(1000 * 2 ** tries, 30000));
      }
    } finally {
      clearTimeout(timer);
      if (stale && talk.getAttribute("aria-busy") !== "true") {
        stale = false;
        load(location.pathname, {});
      }
    }
  }

  function forget() {
    clearTimeout(waiting);
    untold = null;
  }

  function tryAgain() {
    const now = untold;
    forget();
    if (now) now();
  }

  function guard(part) {
    return part.querySelector("[name=csrf]").value;
  }

  function show(next, page, asked, tick) {
    const seen = new Set(keys(talk));
    const news = keys(next).filter((key) => !seen.has(key));
    if (!asked && keys(next).join() === [...seen].join()) return;
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
      if (!news.length) return;
      say(talk.dataset.news);
      setTimeout(() => say(""), 5000);
    }
    readAloud(asked ? [] : news);
  }

  // What comes unasked is read where the focus is not; what was asked for is read by the focus itself.
  function readAloud(news) {
    log.textContent = "";
    news.forEach((key) => {
      const said = document.createElement("p");
      said.textContent = talk.querySelector(`[data-card="${CSS.escape(key)}"]`).textContent.replace(/\s+/g, " ");
      log.append(said);
    });
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
    if (status) status.textContent = words || "";
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

  function hide() {
    root.classList.add("gone");
    location.replace(exit.dataset.away); // replaces: the way back does not lead here
  }

  function leaveQuickly() {
    let shifts = 0;
    let alone = false;
    let later = 0;
    const leave = () => {
      root.classList.add("gone"); // before anything else: the line may be slow
      navigator.sendBeacon(exit.getAttribute("action"), new URLSearchParams(new FormData(exit)));
      hide();
    };
    const begin = () => {
      shifts = 0;
      say("");
    };
    document.addEventListener("submit", (event) => {
      if (!event.target.matches("form.exit")) return;
      event.preventDefault();
      leave();
    });
    document.addEventListener("keydown", (event) => {
      if (event.repeat) return;
      alone = event.key === "Shift"; // a capital letter is no wish to leave
      if (!alone && shifts) begin();
    });
    document.addEventListener("keyup", (event) => {
      if (event.key !== "Shift" || !alone) return;
      shifts += 1;
      if (shifts === 3) return leave();
      say(shifts === 1 ? exit.dataset.twice : exit.dataset.once);
      clearTimeout(later);
      later = setTimeout(begin, 5000);
    });
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      root.classList.add("gone"); // a page kept by the browser may be someone else's by now
      location.reload();
    });
  }
})();
