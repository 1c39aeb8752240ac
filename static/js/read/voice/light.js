import { stretch } from "../places.js";

const canLight = Boolean(globalThis.CSS?.highlights && globalThis.Highlight);

/** Lights the word that is spoken, or the sentence where the browser does not say which word. Nothing on the page is moved for it. */
export class Light {
  #hearsWords = false;
  #words;

  constructor(language) {
    this.#words = globalThis.Intl?.Segmenter && new Intl.Segmenter(language, { granularity: "word" });
  }

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
    if (canLight) for (const name of ["spoken", "spoken-sentence"]) CSS.highlights.delete(name);
  }
}

function shine(name, paragraph, from, to) {
  if (canLight && paragraph.isConnected) CSS.highlights.set(name, new Highlight(stretch(paragraph, from, to)));
}
