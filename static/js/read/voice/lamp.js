import { stretch } from "../places.js";

const BEGINS = 2 / 3; // of the story
const BREATH = 2500; // ms between the last word and the dark
const SAME_TAP = 800; // ms: the click that ends a tap falls on what lay in the dark

const root = document.documentElement.classList;

/** How to speak at `part` of the story (0 to 1): slower and softer over its last third. */
export function sleepy(rate, part) {
  const depth = Math.max(0, part - BEGINS) / (1 - BEGINS);
  return { rate: rate - (rate - 0.7) * depth, volume: 1 - 0.65 * depth };
}

/** Lights what is spoken with nothing moved on the page, and puts the light out for those who fall asleep. */
export class Lamp {
  #words;
  #hearsWords = false;
  #timer = 0;
  #woke = -Infinity;

  constructor(language) {
    this.#words = globalThis.Intl?.Segmenter && new Intl.Segmenter(language, { granularity: "word" });
    for (const touch of ["pointerdown", "click", "keydown"]) addEventListener(touch, (event) => this.#wake(event), true);
  }

  /** All of it, until it is known that this browser says which word it speaks. */
  sentence({ paragraph, from, to }) {
    this.#shine();
    if (!this.#hearsWords) this.#shine("spoken-sentence", paragraph, from, to);
  }

  word({ paragraph, from, text }, at) {
    const word = this.#words?.segment(text).containing(at);
    if (!word) return;
    this.#hearsWords = true;
    this.#shine(word.isWordLike && "spoken", paragraph, from + word.index, from + word.index + word.segment.length);
  }

  off() {
    this.#shine();
  }

  /** Drowsy: no buttons of the end beside the last words. */
  drowsy(isDrowsy) {
    clearTimeout(this.#timer);
    root.toggle("drowsy", isDrowsy);
  }

  /** Near black, until a tap or a key. */
  goesOut() {
    this.drowsy(true);
    this.#timer = setTimeout(() => root.add("asleep"), BREATH);
  }

  #shine(name, ...place) {
    const lit = globalThis.CSS?.highlights;
    lit?.delete("spoken");
    lit?.delete("spoken-sentence");
    if (name) lit?.set(name, new Highlight(stretch(...place)));
  }

  #wake(event) {
    if (root.contains("asleep")) this.#woke = event.timeStamp;
    else if (event.type !== "click" || event.timeStamp - this.#woke > SAME_TAP) return;
    event.preventDefault();
    event.stopPropagation();
    root.remove("asleep", "drowsy");
  }
}
