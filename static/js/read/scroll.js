const MOVES = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "];
const LOW = 0.72; // of the window: words below this line pull the page up
const HIGH = 0.63; // to here
const SETTLES = 450; // ms, a soft scroll

/** Follows the words softly until a finger, a wheel or a key says otherwise; the button brings it back. */
export class Scroll {
  #article;
  #button;
  #isFollowing = true;
  #isOver = false;
  #settled = 0;

  constructor(article, button) {
    this.#article = article;
    this.#button = button;
    for (const move of ["wheel", "touchmove"]) addEventListener(move, () => this.#leave(), { passive: true });
    addEventListener("keydown", (event) => MOVES.includes(event.key) && !event.target.closest("button, a") && this.#leave());
    addEventListener("pointerdown", (event) => event.clientX >= document.documentElement.clientWidth && this.#leave());
    button.addEventListener("click", () => this.#comeBack());
  }

  follow() {
    const bottom = this.#article.lastElementChild?.getBoundingClientRect().bottom ?? 0;
    if (!this.#isFollowing || performance.now() < this.#settled || bottom <= innerHeight * LOW) return;
    this.#settled = performance.now() + SETTLES;
    scrollBy({ top: bottom - innerHeight * HIGH });
  }

  end() {
    this.#isOver = true;
    this.#button.hidden = true;
  }

  #leave() {
    if (this.#isOver || document.documentElement.scrollHeight <= innerHeight) return;
    this.#isFollowing = false;
    this.#button.hidden = false;
  }

  #comeBack() {
    this.#isFollowing = true;
    this.#button.hidden = true;
    this.follow();
  }
}
