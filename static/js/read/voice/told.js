import { length } from "../words.js";
import { sentencesOf, wordsOf } from "../places.js";

const GROWS_NO_MORE = 700; // ms: a closing quotation mark would have come by now
const ENDS = ["finished", "stopped", "failed"];

/** The sentences that are told so far, in turn. `more()` is called when there may be one more, or when it was the last. */
export class Told {
  #article;
  #kept = new WeakMap();
  #list = null;
  #isQuiet = true;
  #timer = 0;

  constructor(article, more) {
    this.#article = article;
    this.isOver = ENDS.includes(article.dataset.state);
    const look = () => ((this.#list = null), more());
    article.addEventListener("grown", () => {
      clearTimeout(this.#timer);
      this.#isQuiet = false;
      this.#timer = setTimeout(() => ((this.#isQuiet = true), look()), GROWS_NO_MORE);
      look();
    });
    article.addEventListener("ended", () => ((this.isOver = true), look()));
  }

  get sentences() {
    if (!this.#list?.every(({ paragraph }) => paragraph.isConnected)) this.#list = null;
    return (this.#list ??= this.#paragraphs().flatMap((paragraph, at, all) => this.#of(paragraph, at < all.length - 1 || this.isOver)));
  }

  /** How much of the story stands before the end of sentence number `at`, 0 to 1; by what is expected while it is being told. */
  part(at) {
    const all = this.upTo(this.sentences.length - 1);
    return this.upTo(at) / (this.isOver ? all : Math.max(all, Number(this.#article.dataset.expected)));
  }

  /** How many code points stand on the page up to the end of sentence number `at`. */
  upTo(at) {
    const last = this.sentences[at];
    if (!last) return 0;
    const before = this.#paragraphs().filter((paragraph) => last.paragraph.compareDocumentPosition(paragraph) & Node.DOCUMENT_POSITION_PRECEDING);
    return length(before.map(wordsOf).join("") + wordsOf(last.paragraph).slice(0, last.to));
  }

  #paragraphs() {
    return [...this.#article.querySelectorAll("p")].filter((paragraph) => paragraph.closest("[lang]") === this.#article);
  }

  #of(paragraph, isWhole) {
    if (this.#kept.has(paragraph)) return this.#kept.get(paragraph);
    const found = sentencesOf(paragraph, isWhole);
    if (isWhole) this.#kept.set(paragraph, found);
    else if (!this.#isQuiet && found.at(-1)?.to === wordsOf(paragraph).length) found.pop();
    return found;
  }
}
