import { sentences } from "./sentences.js";

const KEPT = 3;
const STAYS = 20_000; // ms: said long ago, and nobody comes upon it again behind the story

/** Whole sentences for those who listen: a polite live region. */
export class Live {
  #place;
  #begun = "";

  constructor(place) {
    this.#place = place;
  }

  add(text) {
    this.#begun += text;
    for (const sentence of sentences(this.#begun)) {
      this.#begun = this.#begun.slice(sentence.length);
      this.say(sentence);
    }
  }

  rest() {
    this.say(this.#begun);
    this.forget();
  }

  forget() {
    this.#begun = "";
  }

  say(words) {
    if (!words.trim()) return;
    const line = document.createElement("p");
    line.textContent = words.trim();
    this.#place.append(line);
    setTimeout(() => line.remove(), STAYS);
    while (this.#place.childElementCount > KEPT) this.#place.firstElementChild.remove();
  }
}
