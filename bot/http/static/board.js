// Draws the list anew when something has changed. Without this script the page is drawn anew by reloading it.
(() => {
  "use strict";
  const status = document.getElementById("status");
  const first = document.getElementById("live");
  if (!first || !window.fetch) return;
  let busy = false;

  async function refresh() {
    const live = document.getElementById("live");
    if (busy || document.hidden || live.querySelector("select:focus, input:focus")) return;
    busy = true;
    try {
      const answer = await fetch(location.href, {
        credentials: "same-origin",
        cache: "no-store",
        headers: { "By-Itself": "1" }, // nobody is at the desk for that
      });
      if (new URL(answer.url).pathname !== location.pathname) return location.replace(answer.url);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("live");
      const plain = (one) => one.textContent.replace(/\s+/g, " ");
      if (!next || plain(next) === plain(live)) return;
      const focused = live.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
      const [was, is] = [live, next].map((one) => one.querySelector("details"));
      is.open = was.open;
      live.replaceWith(next);
      const again = focused && next.querySelector(`[aria-label="${CSS.escape(focused)}"]`);
      if (again) again.focus();
      status.textContent = next.dataset.news;
      setTimeout(() => (status.textContent = ""), 5000);
    } catch {
      // the line is down: the list stays as it was, and is asked for again in a minute
    } finally {
      busy = false;
    }
  }

  if (window.EventSource) new EventSource(first.dataset.events).addEventListener("changed", refresh);
  setInterval(refresh, 60000);
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
