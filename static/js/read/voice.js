import { looks, Reader } from "./voice/reader.js";
import { Together } from "./voice/together.js";
import { Told } from "./voice/told.js";

const canSpeak = "speechSynthesis" in globalThis && "SpeechSynthesisUtterance" in globalThis;
const tell = (name) => document.dispatchEvent(new CustomEvent(name));

for (const section of document.querySelectorAll("[data-reading]")) joins(section);

function joins(section) {
  const find = (name) => section.querySelector(`[data-${name}]`) ?? document.querySelector(`[data-${name}]`);
  const article = find("story");
  const told = new Told(article, () => (reader?.more(), together.more()));
  const reader = canSpeak ? new Reader(find, told) : null;
  const together = new Together(find("together"), {
    told,
    place: () => reader?.place,
    opens: () => tell("voice-on"),
    shows: () => reader?.hush(),
    speaks: (sentence) => reader?.alone(sentence),
    closes: (at) => (reader?.goesTo(at), tell("voice-off"), looks(article, told.sentences[at] ?? null), looks(article, null)),
  });
  find("together-open").hidden = false;
  find("together-open").addEventListener("click", ({ target }) => opens(together, target.closest("details")));
}

/** Focus comes back to the button of the panel. */
function opens(together, panel) {
  panel.open = false;
  panel.querySelector("summary").focus();
  together.open();
}
