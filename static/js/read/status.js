const SHOWS_AFTER = 700; // ms: a line found again sooner was never missed
const PAUSES_AFTER = 5000; // ms without a word

/** The small line that says what the storyteller is doing. Its words stand in the HTML. */
export class Status {
  #line;
  #waiting = "";
  #timer = 0;
  #quiet = 0;

  constructor(line) {
    this.#line = line;
    this.#waiting = line.textContent.trim();
  }

  /** `hasBegun`: the story paused in the middle, because its teller changes. */
  waits(ahead, hasBegun) {
    const { one, many, soon, pause } = this.#line.dataset;
    this.#waiting = hasBegun ? pause : ahead ? (ahead === 1 ? one : many.replace("{n}", ahead)) : soon;
    this.#say(this.#waiting);
  }

  /** Words came; should none follow for long, the line says that it is a pause and not the end. */
  tells() {
    this.rests();
    this.#quiet = setTimeout(() => this.#say((this.#waiting = this.#line.dataset.pause)), PAUSES_AFTER);
  }

  /** No more words will come. */
  rests() {
    clearTimeout(this.#quiet);
    this.#waiting = "";
    this.#say("");
  }

  away(isAway) {
    clearTimeout(this.#timer);
    if (isAway) this.#timer = setTimeout(() => this.#say(this.#line.dataset.away), SHOWS_AFTER);
    else this.#say(this.#waiting);
  }

  gone() {
    clearTimeout(this.#timer);
    this.#say(this.#line.dataset.gone);
  }

  #say(words) {
    if (this.#line.textContent.trim() !== words) this.#line.textContent = words;
  }
}
