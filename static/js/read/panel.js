/** The panel of the bar: Escape and a tap elsewhere close it, and focus goes back to where it came from. */
export function opensAndCloses(panel) {
  const button = panel.querySelector("summary");
  panel.hidden = false;
  panel.addEventListener("toggle", () => panel.open && panel.lastElementChild.scrollIntoView({ block: "nearest" }));
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    button.focus();
  });
  document.addEventListener("pointerdown", (event) => panel.contains(event.target) || (panel.open = false));
}
