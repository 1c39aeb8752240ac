import { pieceOf } from "./piece.js";
import { Words } from "./words.js";

const HOLDS_A_WORD = 300; // ms at most, for the rest of it to come

/**
 * What the page has of the story, counted in code points of the raw text, and what a frame adds to it.
 * `teller` is told: `words(list)` to be shown in turn, `breaks()`, and `anew(piece)`: this instead of all that is on the page.
 */
export class Story {
  #teller;
  #words;
  #timer = 0;
  #back = null;
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
  text({ at, text, ruby }) {
    if (at > this.at) return false;
    const piece = pieceOf(text, ruby);
    if (this.#mayHideBreak) this.#lookForBreak(piece[this.at - 1 - at]);
    const fresh = piece.slice(this.at - at);
    this.at += fresh.length;
    this.#inTurn(this.#back ? this.#comesBack(fresh) : fresh);
    return true;
  }

  /** Back to the beginning. What the family has read, up to `to`, stays on the page until all of it is here again. */
  rewind({ to }) {
    clearTimeout(this.#timer);
    this.#words.rest();
    this.#mayHideBreak = false;
    this.#back = { to, piece: [] };
    this.at = 0;
  }

  /** Nothing more will come. */
  end() {
    if (this.#back) this.#isBack();
    this.#release();
  }

  #lookForBreak(last) {
    this.#mayHideBreak = false;
    if (last?.point === "\n") this.#teller.breaks();
  }

  #comesBack(fresh) {
    const { to, piece } = this.#back;
    const missing = to - piece.length;
    piece.push(...fresh.slice(0, missing));
    if (piece.length < to) return [];
    this.#isBack();
    return fresh.slice(missing);
  }

  #isBack() {
    this.#teller.anew(this.#back.piece);
    this.#back = null;
  }

  #inTurn(piece) {
    if (!piece.length) return;
    clearTimeout(this.#timer);
    this.#teller.words(this.#words.add(piece));
    this.#timer = setTimeout(() => this.#release(), HOLDS_A_WORD);
  }

  #release() {
    clearTimeout(this.#timer);
    this.#teller.words(this.#words.rest());
  }
}
