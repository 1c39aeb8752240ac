import { Aloud, spoken } from "./voice/aloud.js";
import { Together } from "./voice/together.js";
import { Told } from "./voice/told.js";

for (const section of document.querySelectorAll("[data-reading]")) {
  const find = (name) => section.querySelector(`[data-${name}]`) ?? document.querySelector(`[data-${name}]`);
  const told = new Told(find("story"), () => (aloud?.more(), together.more()));
  const aloud = globalThis.speechSynthesis && globalThis.SpeechSynthesisUtterance ? new Aloud(find, told) : null;
  const together = new Together(find, told, aloud);
}
