// Before the first paint: night from 19:00 to 7:00 or as the system says, unless the family chose; the size of letters they chose.
(function () {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const sizes = ["normal", "large", "larger"];

  function kept(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  }

  function keep(name, value) {
    root.dataset[name] = value;
    try {
      localStorage.setItem(name, value);
    } catch {
      // A private window keeps nothing; the page still changes.
    }
  }

  function byItself() {
    const hour = new Date().getHours();
    return hour >= 19 || hour < 7 || system.matches ? "dark" : "light";
  }

  function show() {
    root.dataset.theme = kept("theme") || byItself();
    root.dataset.size = kept("size") || "normal";
  }

  function tellButtons() {
    for (const button of document.querySelectorAll("[data-look]")) {
      button.hidden = false;
      if (button.dataset.look === "theme") button.setAttribute("aria-pressed", root.dataset.theme === "dark");
    }
  }

  function change(look) {
    if (look === "theme") keep("theme", root.dataset.theme === "dark" ? "light" : "dark");
    else keep("size", sizes[(sizes.indexOf(root.dataset.size) + 1) % sizes.length]);
    tellButtons();
  }

  show();
  system.addEventListener("change", () => (show(), tellButtons()));
  document.addEventListener("DOMContentLoaded", tellButtons);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-look]");
    if (button) change(button.dataset.look);
  });
})();
