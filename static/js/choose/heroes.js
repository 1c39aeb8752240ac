/** Keeps only the heroes of the chosen dynasty in the list; all of them while none is chosen. */
export function narrowHeroes(form) {
  const list = form.elements.hero;
  const groups = [...list.querySelectorAll("optgroup")];

  function narrow() {
    const dynasty = form.querySelector("input[name=dynasty]:checked")?.value;
    const hero = list.value;
    const fitting = groups.filter((group) => !dynasty || group.dataset.dynasty === dynasty);
    for (const group of groups) group.remove();
    list.append(...(fitting.length ? fitting : groups));
    list.value = hero;
    if (list.selectedIndex < 0) list.value = "";
  }

  form.addEventListener("change", (event) => event.target.name === "dynasty" && narrow());
  form.addEventListener("input", (event) => event.target.dataset.own === "dynasty" && narrow());
  narrow();
}
