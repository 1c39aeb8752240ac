// Before the first paint: how this family likes its pages. Night comes by itself from 19:00 to 7:00 or as the system says, unless it was chosen.
// Pinyin is a cookie, because the server writes it; the rest this browser keeps for itself.
(function () {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  function kept(name) {
    if (name === "pinyin") return /(?:^|; )pinyin=(\w+)/.exec(document.cookie)?.[1];
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  }

  function keep(name, value) {
    try {
      if (name === "pinyin") document.cookie = `pinyin=${value}; path=/; max-age=31536000; samesite=lax`;
      else localStorage.setItem(name, value);
    } catch {
      // A private window keeps nothing; the page still changes.
    }
    root.dataset[name] = value;
    tell();
    document.dispatchEvent(new CustomEvent("look", { detail: { name, value } }));
  }

  function byItself() {
    const hour = new Date().getHours();
    return hour >= 19 || hour < 7 || system.matches ? "dark" : "light";
  }

  function show() {
    root.dataset.theme = kept("theme") || byItself();
    for (const name of ["size", "spacing", "pace", "speed", "sleep"]) root.dataset[name] = kept(name) || "normal";
    root.dataset.pinyin = kept("pinyin") || "off";
  }

  function tell() {
    for (const part of document.querySelectorAll("[data-look]")) {
      const isSo = root.dataset[part.dataset.look] === part.value;
      part.hidden = false;
      if (part.type === "button") part.setAttribute("aria-pressed", isSo);
      else part.checked = isSo;
    }
  }

  const otherwise = { dark: "light", on: "off" };

  show();
  system.addEventListener("change", () => (show(), tell()));
  document.addEventListener("DOMContentLoaded", tell);
  for (const event of ["click", "change"]) {
    document.addEventListener(event, ({ target }) => {
      const part = target.closest?.("[data-look]");
      if (!part || (event === "click") !== (part.type === "button")) return;
      const name = part.dataset.look;
      const isOn = part.type === "button" ? root.dataset[name] !== part.value : part.checked;
      keep(name, isOn ? part.value : otherwise[part.value]);
    });
  }
})();
