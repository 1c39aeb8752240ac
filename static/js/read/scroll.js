import { stretch } from "./places.js";

const MOVES = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "];
const LOW = 0.78; // of the window above the bar: words below this line pull the page up
const HIGH = 0.68; // to here
const SETTLES = 450; // ms, a soft scroll
const LOOKS = 100; // ms between two looks: each asks where the words stand, which is dear while they come

/** Follows the words softly until a finger, a wheel or a key says otherwise; the button brings it back. */
export class Scroll {
  #article;
  #button;
  #bar;
  #isFollowing = true;
  #isOver = false;
  #settled = 0;
  #spoken = null;
  #looks = 0;

  constructor(article, button, bar) {
    this.#article = article;
    this.#button = button;
    this.#bar = bar;
    for (const move of ["wheel", "touchmove"]) addEventListener(move, () => this.#leave(), { passive: true });
    addEventListener("keydown", (event) => MOVES.includes(event.key) && !event.target.closest("button, a, summary, input, select") && this.#leave());
    addEventListener("pointerdown", (event) => event.clientX >= document.documentElement.clientWidth && this.#leave());
    button.addEventListener("click", () => this.#comeBack());
    article.addEventListener("spoken", ({ detail }) => this.#hears(detail));
  }

  follow() {
    this.#looks ||= setTimeout(() => ((this.#looks = 0), this.#look()), LOOKS);
  }

  #look() {
    if (!this.#isFollowing || performance.now() < this.#settled) return;
    const room = innerHeight - this.#bar.offsetHeight;
    const { top, bottom } = this.#words() ?? { top: 0, bottom: 0 };
    const far = this.#spoken && top < 0 ? top - room * (1 - HIGH) : bottom > room * LOW ? bottom - room * HIGH : 0;
    if (!far) return;
    this.#settled = performance.now() + SETTLES;
    scrollBy({ top: far });
  }

  end() {
    this.#isOver = true;
    this.#button.hidden = !this.#spoken || this.#isFollowing;
  }

  /** The sentence that is spoken leads, wherever the last words stand; null where nobody reads aloud any more. */
  #hears(sentence) {
    if (!this.#spoken) this.#isFollowing = true;
    this.#spoken = sentence;
    if (this.#isFollowing || (!sentence && this.#isOver)) this.#button.hidden = true;
    if (sentence) this.follow();
  }

  #words() {
    if (!this.#spoken?.paragraph.isConnected) return this.#article.lastElementChild?.getBoundingClientRect();
    const { paragraph, from, to } = this.#spoken;
    return stretch(paragraph, from, to).getBoundingClientRect();
  }

  #leave() {
    if ((this.#isOver && !this.#spoken) || document.documentElement.scrollHeight <= innerHeight) return;
    this.#isFollowing = false;
    this.#button.hidden = false;
  }

  #comeBack() {
    this.#isFollowing = true;
    this.#button.hidden = true;
    this.follow();
  }
}
