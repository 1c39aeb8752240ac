import { narrowHeroes } from "./choose/heroes.js";
import { sendOnce } from "./choose/once.js";
import { showPicks } from "./choose/picks.js";

const form = document.querySelector("[data-choose]");
const steps = ["dynasty", "power", "tone"];

function goOn(from) {
  const next = document.getElementById(steps[steps.indexOf(from) + 1]);
  const isBeside = next.getBoundingClientRect().top <= document.getElementById(from).getBoundingClientRect().top;
  if (!isBeside) next.scrollIntoView({ block: "start" });
}

function picked(name) {
  const own = form.elements[`${name}_own`];
  own.value = "";
  own.closest("details").open = false;
}

function typed(own) {
  if (!own.value.trim()) return;
  for (const card of form.querySelectorAll(`input[type=radio][name=${own.dataset.own}]`)) card.checked = false;
}

function enterGoesOn(event) {
  const own = event.target.dataset.own;
  if (event.key !== "Enter" || event.isComposing || !own || own === "tone") return;
  event.preventDefault();
  goOn(own);
}

form.addEventListener("change", (event) => {
  const { name, type } = event.target;
  if (type === "radio" && steps.includes(name)) picked(name);
});
// A finger or a mouse taps the card, keys and screen readers its hidden input: only a tap scrolls.
form.addEventListener("click", (event) => {
  const radio = event.target.closest("label")?.querySelector("input[type=radio]");
  if (radio && event.target !== radio && steps.includes(radio.name)) requestAnimationFrame(() => goOn(radio.name));
});
form.addEventListener("input", (event) => event.target.dataset.own && typed(event.target));
form.addEventListener("keydown", enterGoesOn);
// A browser that comes back remembers what was ticked, but not that the fold around it was open.
addEventListener("pageshow", () => form.querySelector(".rarer:has(:checked)")?.setAttribute("open", ""));
narrowHeroes(form);
showPicks(form);
sendOnce(form);
form.querySelector("[id$=-trouble]")?.scrollIntoView({ block: "center" });
