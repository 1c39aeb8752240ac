import { addressOf } from "./address.js";
import { Page } from "./page.js";
import { pieceOf } from "./piece.js";
import { readingsOf, wordsOf } from "./places.js";

const ASKS_AGAIN = 100; // ms
const WAITS = 30; // times

/** The same page with readings, which nobody sees: asked for once, when a first word is tapped, and kept up to date from then on. */
export class Twin {
  #article;
  #copy = null;

  constructor(article) {
    this.#article = article;
    for (const event of ["anew", "gone"]) article.addEventListener(event, () => (this.#copy = null));
  }

  /** How the words at this place are read, one reading after another; nothing where it cannot be had. */
  async readings({ paragraph, from, to }) {
    const at = Array.from(this.#article.children).indexOf(paragraph);
    for (let tries = 0; tries < WAITS; tries += 1) {
      const same = (this.#copy ??= this.#ask()).children[at];
      if (same && wordsOf(same).length >= to) return readingsOf(same, from, to);
      await new Promise((resolve) => setTimeout(resolve, ASKS_AGAIN));
    }
    return [];
  }

  #ask() {
    const copy = this.#article.cloneNode();
    const page = new Page(copy);
    page.clear(true);
    const { attempt, script, socket } = this.#article.dataset;
    const line = new WebSocket(addressOf(socket, { after: 0, attempt, ruby: 1, ...(script && { script }) }));
    line.addEventListener("message", ({ data }) => {
      const { type, text, ruby } = JSON.parse(data);
      if (type === "text") page.write(pieceOf(text, ruby));
      if (type === "rewind") line.close();
    });
    line.addEventListener("close", ({ code }) => code !== 1000 && this.#copy === copy && (this.#copy = null));
    return copy;
  }
}
