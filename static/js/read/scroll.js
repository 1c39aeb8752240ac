const MOVES = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "];
const LOW = 0.78; // of the window above the bar: words below this line pull the page up
const HIGH = 0.68; // to here
const SETTLES = 450; // ms, a soft scroll

/** Follows the words softly until a finger, a wheel or a key says otherwise; the button brings it back. */
export class Scroll {
  #article;
  #button;
  #bar;
  #isFollowing = true;
  #isOver = false;
  #settled = 0;

  constructor(article, button, bar) {
    this.#article = article;
    this.#button = button;
    this.#bar = bar;
    for (const move of ["wheel", "touchmove"]) addEventListener(move, () => this.#leave(), { passive: true });
    addEventListener("keydown", (event) => MOVES.includes(event.key) && !event.target.closest("button, a, summary, input, select") && this.#leave());
    addEventListener("pointerdown", (event) => event.clientX >= document.documentElement.clientWidth && this.#leave());
    button.addEventListener("click", () => this.#comeBack());
  }

  follow() {
    const bottom = this.#article.lastElementChild?.getBoundingClientRect().bottom ?? 0;
    const room = innerHeight - this.#bar.offsetHeight;
    if (!this.#isFollowing || performance.now() < this.#settled || bottom <= room * LOW) return;
    this.#settled = performance.now() + SETTLES;
    scrollBy({ top: bottom - room * HIGH });
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

/** Remembers which words stand at the top of the window; the answer brings them back there after all paragraphs changed. */
export function keepsPlace(article) {
  const place = Array.from(article.children).findIndex((paragraph) => paragraph.getBoundingClientRect().bottom > 0);
  if (place < 0) return () => {};
  const { top, height } = article.children[place].getBoundingClientRect();
  const part = Math.max(0, -top) / height;
  return () => {
    const now = article.children[place]?.getBoundingClientRect();
    if (now) scrollBy({ top: now.top + part * now.height - (top + part * height), behavior: "instant" });
  };
}
