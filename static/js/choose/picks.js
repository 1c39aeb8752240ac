/** The small line that says what is picked so far. */
export function showPicks(form) {
  const line = form.querySelector("[data-picks]");

  function said(name) {
    return form.elements[`${name}_own`].value.trim() || form.querySelector(`input[name=${name}]:checked`)?.dataset.name || "";
  }

  function show() {
    const places = [...line.querySelectorAll("[data-pick]")];
    for (const place of places) {
      const words = said(place.dataset.pick);
      place.textContent = words || place.dataset.empty;
      place.classList.toggle("picked", words !== "");
    }
    line.hidden = !places.some((place) => place.classList.contains("picked"));
  }

  form.addEventListener("input", show);
  form.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}
