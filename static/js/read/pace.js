import { textOf } from "./piece.js";
import { sentences } from "./sentences.js";
import { length } from "./words.js";

const BREATHS = { "，": 0.15, "、": 0.1, "；": 0.2, "：": 0.2, ",": 0.12, ";": 0.2, ":": 0.2, "。": 0.35, "！": 0.35, "？": 0.35, "…": 0.2, ".": 0.3, "!": 0.3, "?": 0.3, "\n": 0.3 };
const LONGEST_STEP = 250; // ms: a page that slept does not spill all at once

/**
 * Shows words one after another, evenly: each arrival sets the speed at which everything that waits is shown in time. `show(piece)` shows,
 * `drained()` hears that nothing waits any more, `tempo()` says how fast, `room()` how many code points more may be shown for now.
 */
export class Pace {
  #queue = [];
  #speed = 0;
  #credit = 0;
  #before = null;
  #house;
  #frame;

  constructor(house, frame = requestAnimationFrame.bind(globalThis)) {
    this.#house = house;
    this.#frame = frame;
  }

  get isEmpty() {
    return this.#queue.length === 0;
  }

  add(words) {
    if (!words.length) return;
    this.#queue.push(...words);
    this.hasten();
    if (this.#before === null) this.#start();
  }

  /** The speed anew: more waits now, or the family likes another. */
  hasten() {
    const { least, within } = this.#house.tempo();
    this.#speed = Math.max(least, this.#queue.flat().length / within);
  }

  /** All that waits, at once. */
  hurry() {
    const piece = this.#queue.flat();
    this.clear();
    if (piece.length) this.#house.show(piece);
    this.#house.drained();
  }

  clear() {
    this.#queue = [];
  }

  #start() {
    this.#credit = this.#queue[0].length;
    this.#before = performance.now();
    this.#step(this.#before);
  }

  #step(now) {
    this.#credit += (Math.min(LONGEST_STEP, Math.max(0, now - this.#before)) / 1000) * this.#speed;
    this.#before = now;
    const piece = this.#due();
    if (piece.length) this.#house.show(piece);
    if (!this.isEmpty) this.#frame((next) => this.#step(next));
    else this.#rest();
  }

  #due() {
    const { least, isWhole } = this.#house.tempo();
    const piece = [];
    let room = Math.min(this.#house.room(), isWhole ? this.#wholeSentences() : Infinity);
    while (room > 0 && this.#queue.length && (isWhole || this.#queue[0].length <= this.#credit)) {
      const word = this.#queue.shift();
      this.#credit -= word.length;
      if (this.#speed === least) this.#credit -= (BREATHS[word.at(-1).point] ?? 0) * least;
      room -= word.length;
      piece.push(...word);
    }
    if (room <= 0 && this.#queue.length) this.#credit = Math.min(this.#credit, this.#queue[0].length);
    return piece;
  }

  #wholeSentences() {
    return length(sentences(textOf(this.#queue.flat())).join(""));
  }

  #rest() {
    this.#before = null;
    this.#house.drained();
  }
}
