import { sentencesOf, wordsOf } from "../places.js";
import { length } from "../words.js";

const GROWS_NO_MORE = 700; // ms: a closing quotation mark would have come by now

/** The sentences of `article` that are told so far, in turn. `more()` is called when there may be one more, or when it was the last. */
export class Told {
  #article;
  #list = null;
  #isQuiet = true;

  constructor(article, more) {
    this.#article = article;
    this.isOver = ["finished", "stopped", "failed"].includes(article.dataset.state);
    const look = (isQuiet) => ((this.#isQuiet = isQuiet), (this.#list = null), more());
    let timer = 0;
    article.addEventListener("grown", () => (clearTimeout(timer), (timer = setTimeout(look, GROWS_NO_MORE, true)), look(false)));
    article.addEventListener("ended", () => ((this.isOver = true), look(true)));
  }

  get sentences() {
    const isOurs = (paragraph) => paragraph.closest("[lang]") === this.#article;
    return (this.#list ??= [...this.#article.querySelectorAll("p")].filter(isOurs).flatMap((paragraph, at, { length }) => this.#of(paragraph, at + 1 < length)));
  }

  /** How many code points stand on the page up to the end of sentence number `at`. */
  upTo(at) {
    return length(this.sentences.slice(0, at + 1).map(({ text }) => text).join(""));
  }

  /** The same as a part of the story, 0 to 1; of what is expected while it is being told. */
  part(at) {
    return this.upTo(at) / Math.max(this.upTo(Infinity), this.isOver ? 1 : this.#article.dataset.expected);
  }

  #of(paragraph, isFollowed) {
    const found = sentencesOf(paragraph, isFollowed || this.isOver);
    if (!isFollowed && !this.isOver && !this.#isQuiet && found.at(-1)?.to === wordsOf(paragraph).length) found.pop();
    return found;
  }
}

/** All of `paragraph` as one sentence. */
export function whole(paragraph) {
  const text = wordsOf(paragraph);
  return { paragraph, from: 0, to: text.length, text };
}
