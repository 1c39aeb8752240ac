import { length } from "./words.js";

const CATCHES_UP_WITHIN = 1.0; // seconds: however much arrives at once, all of it is shown by then
const AT_LEAST = 8; // code points a second
const LONGEST_STEP = 250; // ms: a page that slept does not spill all at once

/** Shows words one after another, evenly: each arrival sets the speed at which everything that waits is shown in time. */
export class Pace {
  #queue = [];
  #waiting = 0;
  #speed = AT_LEAST;
  #credit = 0;
  #before = null;
  #show;
  #drained;
  #frame;

  constructor(show, drained = () => {}, frame = requestAnimationFrame.bind(globalThis)) {
    this.#show = show;
    this.#drained = drained;
    this.#frame = frame;
  }

  get isEmpty() {
    return this.#queue.length === 0;
  }

  add(words) {
    if (!words.length) return;
    for (const word of words) this.#waiting += length(word);
    this.#queue.push(...words);
    this.#speed = Math.max(AT_LEAST, this.#waiting / CATCHES_UP_WITHIN);
    if (this.#before === null) this.#start();
  }

  /** All that waits, at once. */
  hurry() {
    const words = this.#queue.join("");
    this.clear();
    if (words) this.#show(words);
    this.#drained();
  }

  clear() {
    this.#queue = [];
    this.#waiting = 0;
  }

  #start() {
    this.#credit = length(this.#queue[0]);
    this.#before = performance.now();
    this.#step(this.#before);
  }

  #step(now) {
    this.#credit += (Math.min(LONGEST_STEP, Math.max(0, now - this.#before)) / 1000) * this.#speed;
    this.#before = now;
    const words = this.#due();
    if (words) this.#show(words);
    if (!this.isEmpty) this.#frame((next) => this.#step(next));
    else this.#rest();
  }

  #due() {
    let words = "";
    while (this.#queue.length && length(this.#queue[0]) <= this.#credit) {
      const word = this.#queue.shift();
      this.#credit -= length(word);
      this.#waiting -= length(word);
      words += word;
    }
    return words;
  }

  #rest() {
    this.#before = null;
    this.#drained();
  }
}
