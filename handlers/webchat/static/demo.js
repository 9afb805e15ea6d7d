// Moves the clock without reloading the phones, switches tabs, and marks the phones where something is new.
(() => {
  "use strict";

  if (!window.fetch || !window.URLSearchParams) return;
  let newest = number();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest("#clock")) return; // beginning anew reloads everything
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form));
    const button = event.submitter;
    if (button && button.name) fields.append(button.name, button.value);
    refresh(form.getAttribute("action"), { method: "POST", body: fields }, button && button.value);
  });

  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".tabs a");
    if (!tab) return;
    event.preventDefault();
    choose(tab.dataset.who);
  });

  const events = document.body.dataset.events;
  if (events && window.EventSource) {
    new EventSource(events).addEventListener("changed", () => refresh(location.pathname, {}));
  }

  async function refresh(address, request, pressed) {
    try {
      const answer = await fetch(address, { ...request, credentials: "same-origin", cache: "no-store" });
      if (!answer.ok) throw new Error("refused");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const log = page.getElementById("log");
      if (number(log) < newest) return; // an older answer that came late
      for (const part of ["clock", "log"]) {
        document.getElementById(part).replaceWith(page.getElementById(part));
      }
      const time = document.querySelector("#clock .now b").textContent;
      document.querySelectorAll(".strip .time").forEach((one) => (one.textContent = time));
      document.querySelector("#clock [name=phone]").value = chosen();
      announce();
      const again = pressed && document.querySelector(`#clock [value="${CSS.escape(pressed)}"]`);
      if (again) again.focus();
    } catch {
      if (request.method) location.reload();
    }
  }

  function announce() {
    document.querySelectorAll("#log li").forEach((line) => {
      if (Number(line.dataset.number) <= newest) return;
      line.classList.add("fresh");
      for (const who of line.dataset.who.split(" ")) {
        const tab = document.querySelector(`.tabs [data-who="${CSS.escape(who)}"] .news`);
        if (tab && who !== chosen()) tab.textContent = ` (${tab.dataset.words})`;
      }
    });
    newest = number();
  }

  function choose(who) {
    document.querySelectorAll(".handset").forEach((one) => {
      one.classList.toggle("chosen", one.dataset.who === who);
    });
    document.querySelectorAll(".tabs a").forEach((tab) => {
      if (tab.dataset.who !== who) return tab.removeAttribute("aria-current");
      tab.setAttribute("aria-current", "true");
      tab.querySelector(".news").textContent = "";
    });
    document.querySelector("#clock [name=phone]").value = who;
  }

  function chosen() {
    return document.querySelector(".handset.chosen").dataset.who;
  }

  function number(log = document.getElementById("log")) {
    const line = log.querySelector("li");
    return line ? Number(line.dataset.number) : 0;
  }
})();
