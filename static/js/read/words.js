import { textOf } from "./piece.js";

const CLOSES = /^[\p{Pe}\p{Pf}\p{Po}]+$/u; // begins no line
const OPENS = /[\p{Ps}\p{Pi}]$/u; // ends none

/** Cuts arriving pieces into words as a reader knows them. The last one is held back: its end may still be on the way. */
export class Words {
  #held = [];
  #cut;

  constructor(language) {
    this.#cut = cutter(language);
  }

  /** The words that are complete now. */
  add(piece) {
    const all = this.#held.concat(piece);
    let from = 0;
    const words = together(this.#cut(textOf(all))).map((word) => all.slice(from, (from += length(word))));
    this.#held = words.pop() ?? [];
    return words;
  }

  /** What was held back; nothing more of it will come. */
  rest() {
    const words = this.#held.length ? [this.#held] : [];
    this.#held = [];
    return words;
  }
}

/** With the marks that lines are not broken between: shown later than its word, one would take the word along into the next line. */
function together(parts) {
  const words = [];
  for (const part of parts) {
    if (words.length && (CLOSES.test(part) || OPENS.test(words.at(-1)))) words.push(words.pop() + part);
    else words.push(part);
  }
  return words;
}

/** What cuts a text of this language into its words and what stands between them. */
export function cutter(language) {
  if (typeof Intl === "undefined" || !Intl.Segmenter) return plainly;
  const words = new Intl.Segmenter(language, { granularity: "word" });
  return (text) => Array.from(words.segment(text), (part) => part.segment);
}

/** Without Intl.Segmenter: letters of one word together, each Chinese character by itself. */
export function plainly(text) {
  return text.match(/[\p{Script=Latin}\p{M}\p{N}'’-]+|\s+|[^]/gu) ?? [];
}

/** How many code points: all places in a story are counted so. */
export function length(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
