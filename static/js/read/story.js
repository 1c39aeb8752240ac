import { from, length, Words } from "./words.js";

const HOLDS_A_WORD = 300; // ms at most, for the rest of it to come

/**
 * What the page has of the story, counted in code points of the raw text, and what a frame adds to it.
 * `teller` is told: `words(list)` to be shown in turn, `atOnce(text)`, `breaks()`, `clear()`.
 */
export class Story {
  #teller;
  #words;
  #timer = 0;
  #atOnceUntil = 0;
  #mayHideBreak;

  constructor(at, language, teller) {
    this.at = at;
    this.#teller = teller;
    this.#words = new Words(language);
    this.#mayHideBreak = at > 0;
  }

  /** From where to ask. The HTML cannot show that a line break came last, so the first time one place more is asked for. */
  place() {
    return this.#mayHideBreak ? this.at - 1 : this.at;
  }

  /** True where the text fits; false where something between is missing and must be asked for. */
  text({ at, text }) {
    if (at > this.at) return false;
    if (this.#mayHideBreak) this.#lookForBreak(at, text);
    const fresh = from(text, this.at - at);
    const count = length(fresh);
    const cut = Math.min(count, Math.max(0, this.#atOnceUntil - this.at));
    this.at += count;
    if (cut) this.#atOnce(Array.from(fresh).slice(0, cut).join(""));
    this.#inTurn(from(fresh, cut));
    return true;
  }

  /** Back to the beginning; what the family has read, up to `to`, comes back at once. */
  rewind({ to }) {
    clearTimeout(this.#timer);
    this.#words.rest();
    this.#mayHideBreak = false;
    this.#atOnceUntil = to;
    this.at = 0;
    this.#teller.clear();
  }

  /** Nothing more will come. */
  end() {
    this.#release();
  }

  #lookForBreak(at, text) {
    this.#mayHideBreak = false;
    if (Array.from(text)[this.at - 1 - at] === "\n") this.#teller.breaks();
  }

  #atOnce(text) {
    this.#release();
    this.#teller.atOnce(text);
  }

  #inTurn(text) {
    if (!text) return;
    clearTimeout(this.#timer);
    this.#teller.words(this.#words.add(text));
    this.#timer = setTimeout(() => this.#release(), HOLDS_A_WORD);
  }

  #release() {
    clearTimeout(this.#timer);
    this.#teller.words(this.#words.rest());
  }
}
