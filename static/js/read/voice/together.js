import { stretch } from "../places.js";
import { spoken } from "./aloud.js";
import { whole } from "./told.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
const SWIPE = 50; // px
const SIZES = [12, 28, 60, 110]; // code units: the longer a sentence, the smaller its letters

/** Reading together: one sentence at a time, very large, on a sheet over the page. The voice need not be there. */
export class Together {
  #parts;
  #told;
  #aloud;
  #at = 0;
  #waits = false;

  constructor(find, told, aloud) {
    const names = ["together", "card", "card-note", "count", "back", "forth"];
    [this.#told, this.#aloud, this.#parts] = [told, aloud, Object.fromEntries(names.map((name) => [name, find(name)]))];
    const { together: sheet, card, back, forth } = this.#parts;
    const on = (part, event, act) => part.addEventListener(event, act);
    let began = {};
    on(find("together-open"), "click", (event) => this.#open(event.target.closest("details")));
    on(forth, "click", () => this.#go(1));
    on(back, "click", () => this.#go(-1));
    on(find("close"), "click", () => sheet.close());
    on(find("card-say"), "click", async () => (await aloud.alone(whole(card))) || this.#note("lost"));
    on(sheet, "keydown", (event) => this.#key(event));
    on(sheet, "pointerdown", (event) => (began = event));
    on(sheet, "pointerup", ({ clientX, clientY }) => this.#swipe(clientX - began.clientX, clientY - began.clientY));
    on(sheet, "close", () => this.#close(find("story")));
    find("together-open").hidden = false;
  }

  more() {
    if (!this.#parts.together.open) return;
    if (this.#waits && this.#told.sentences[this.#at + 1]) this.#go(1);
    else if (this.#waits || !this.#parts.card.textContent) this.#show();
  }

  /** Focus comes back to the button of the panel. */
  #open(panel) {
    panel.open = false;
    panel.querySelector("summary").focus();
    document.dispatchEvent(new CustomEvent("voice-on"));
    if (this.#aloud?.place >= 0) this.#at = this.#aloud.place;
    this.#parts.together.showModal();
    this.#parts.forth.focus();
    this.#show();
  }

  #close(article) {
    this.#aloud?.hush();
    if (this.#aloud && (this.#at || this.#aloud.place > 0)) this.#aloud.place = this.#at;
    document.dispatchEvent(new CustomEvent("voice-off"));
    spoken(article, this.#told.sentences[this.#at] ?? null);
    spoken(article, null);
  }

  #go(step) {
    this.#waits = step > 0 && this.#at + 1 >= this.#told.sentences.length;
    if (!this.#waits) this.#at = Math.max(0, this.#at + step);
    this.#show();
  }

  #show() {
    const { card, count, back } = this.#parts;
    const { sentences, isOver } = this.#told;
    const sentence = sentences[this.#at];
    this.#note(this.#waits || !sentence ? (isOver ? "over" : "thinking") : "");
    back.setAttribute("aria-disabled", this.#at === 0);
    const now = count.dataset[isOver ? "all" : "some"].replace("{n}", this.#at + 1).replace("{all}", sentences.length);
    if (!sentence || count.value === now) return;
    count.value = now;
    this.#aloud?.hush();
    card.dataset.size = SIZES.filter((size) => sentence.text.length > size).length;
    card.replaceChildren(copy(sentence));
  }

  #note(name) {
    this.#parts["card-note"].textContent = this.#parts["card-note"].dataset[name] ?? "";
  }

  #key(event) {
    const step = STEPS[event.key];
    if (!step || (event.key === " " && event.target.closest("button"))) return;
    event.preventDefault();
    event.stopPropagation();
    this.#go(step);
  }

  #swipe(across, down) {
    if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) this.#go(across < 0 ? 1 : -1);
  }
}

/** The nodes themselves, so that the readings above them stay. */
function copy({ paragraph, from, to }) {
  const range = stretch(paragraph, from, to);
  const ruby = range.endContainer.parentElement.closest("ruby");
  if (ruby) range.setEndAfter(ruby);
  return range.cloneContents();
}
