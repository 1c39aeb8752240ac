import { stretch } from "../places.js";

/** Lights what is spoken; nothing on the page is moved for it. */
export class Light {
  #words;
  #hearsWords = false;

  constructor(language) {
    this.#words = globalThis.Intl?.Segmenter && new Intl.Segmenter(language, { granularity: "word" });
  }

  /** All of it, until it is known that this browser says which word it speaks. */
  sentence({ paragraph, from, to }) {
    this.off();
    if (!this.#hearsWords) shine("spoken-sentence", paragraph, from, to);
  }

  word({ paragraph, from, text }, at) {
    const word = this.#words?.segment(text).containing(at);
    if (!word) return;
    this.#hearsWords = true;
    this.off();
    if (word.isWordLike) shine("spoken", paragraph, from + word.index, from + word.index + word.segment.length);
  }

  off() {
    for (const name of ["spoken", "spoken-sentence"]) globalThis.CSS?.highlights?.delete(name);
  }
}

function shine(name, ...place) {
  globalThis.CSS?.highlights?.set(name, new Highlight(stretch(...place)));
}
