const SHOWS_AFTER = 700; // ms: a line found again sooner was never missed

/** The small line that says what the storyteller is doing. Its words stand in the HTML. */
export class Status {
  #line;
  #waiting = "";
  #timer = 0;

  constructor(line) {
    this.#line = line;
    this.#waiting = line.textContent.trim();
  }

  waits(ahead) {
    const { one, many, soon } = this.#line.dataset;
    this.#waiting = ahead ? (ahead === 1 ? one : many.replace("{n}", ahead)) : soon;
    this.#say(this.#waiting);
  }

  tells() {
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
