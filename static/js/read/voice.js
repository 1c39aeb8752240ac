import { Reader } from "./voice/reader.js";
import { Together } from "./voice/together.js";
import { Told } from "./voice/told.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const canSpeak = "speechSynthesis" in globalThis && "SpeechSynthesisUtterance" in globalThis;

const article = find("story");
const told = new Told(article, () => (reader?.more(), together.more()));
const reader = canSpeak ? new Reader(article, told, find) : null;
const together = new Together(find("together"), {
  told,
  place: () => reader?.place,
  opens: () => (reader?.pause(), document.dispatchEvent(new Event("voice-on"))),
  shows: () => reader?.hush(),
  speaks: (sentence) => reader?.alone(sentence),
  closes: (at) => (
    reader?.goesTo(at),
    document.dispatchEvent(new Event("voice-off")),
    article.dispatchEvent(new CustomEvent("spoken", { detail: told.sentences[at] }))
  ),
});

find("together-open").hidden = false;
find("together-open").addEventListener("click", ({ target }) => {
  const panel = target.closest("dialog, [popover]");
  if (panel?.matches("dialog")) panel.close();
  else panel?.hidePopover();
  together.open();
});
