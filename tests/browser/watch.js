// Put into a page before its own scripts: when words arrive, when they are painted, which tasks are long, what shifts.
(() => {
  const seen = { frames: [], paints: [], long: [], shifts: [] };
  globalThis.seen = seen;
  const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("longtask", ({ startTime, duration }) => seen.long.push({ at: startTime, ms: duration }));
  observe("layout-shift", ({ startTime, value, hadRecentInput, sources }) => {
    if (!hadRecentInput) seen.shifts.push({ at: startTime, value, of: sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName) });
  });

  globalThis.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const at = performance.now();
        const frame = JSON.parse(data);
        if (frame.type === "text") seen.frames.push({ at, place: frame.at, text: frame.text });
      });
    }
  };

  function painted(article) {
    const shown = () => [...article.querySelectorAll("p")].reduce((sum, p) => sum + p.textContent.length, 0);
    const after = new MessageChannel(); // a task behind the frame: the words are on the screen
    let waits = null;
    after.port1.onmessage = () => (seen.paints.push({ at: performance.now(), shown: waits }), (waits = null));
    new MutationObserver(() => {
      if (waits === null) requestAnimationFrame(() => after.port2.postMessage(0));
      waits = shown();
    }).observe(article, { childList: true, characterData: true, subtree: true });
    seen.paints.push({ at: performance.now(), shown: shown() });
  }

  addEventListener("DOMContentLoaded", () => {
    const article = document.querySelector("article[data-story]");
    if (article) painted(article);
  });

  /** Where each word of the whole story ends with the marks behind it, counted as `shown` counts. */
  seen.ends = () => {
    const article = document.querySelector("article[data-story]");
    const words = new Intl.Segmenter(article.lang, { granularity: "word" });
    let before = 0;
    return [...article.querySelectorAll("p")].flatMap(({ textContent }) => {
      const parts = Array.from(words.segment(textContent), ({ segment }) => segment);
      const places = parts.map((part) => (before += part.length));
      return places.filter((_, at) => !/^[\p{Pe}\p{Pf}\p{Po}]+$/u.test(parts[at + 1] ?? "") && !/[\p{Ps}\p{Pi}]$/u.test(parts[at]));
    });
  };
})();
