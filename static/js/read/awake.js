/** Keeps the screen lit while a story of the page is being told, or read aloud; a browser that cannot do so says nothing. */
export class Awake {
  #reasons = new Set();
  #lock = null;
  #isAsked = false;

  constructor(articles) {
    for (const article of articles) {
      if (article.dataset.state === "waiting" || article.dataset.state === "telling") this.#hold(article);
      for (const event of ["ended", "gone"]) article.addEventListener(event, () => this.#let(article));
    }
    document.addEventListener("voice-on", () => this.#hold("voice"));
    document.addEventListener("voice-off", () => this.#let("voice"));
    document.addEventListener("visibilitychange", () => this.#look());
  }

  #hold(reason) {
    this.#reasons.add(reason);
    this.#look();
  }

  #let(reason) {
    this.#reasons.delete(reason);
    this.#look();
  }

  /** The answer takes a while, and by then it may be wanted no more: whatever happened meanwhile is looked at again. */
  async #look() {
    if (this.#isAsked || !navigator.wakeLock || this.#isWanted === Boolean(this.#lock)) return;
    this.#isAsked = true;
    if (this.#isWanted) this.#lock = await this.#take();
    else await this.#giveBack();
    this.#isAsked = false;
    if (this.#lock || !this.#isWanted) this.#look();
  }

  get #isWanted() {
    return this.#reasons.size > 0 && document.visibilityState === "visible";
  }

  async #take() {
    const lock = await navigator.wakeLock.request("screen").catch(() => null);
    lock?.addEventListener("release", () => lock === this.#lock && (this.#lock = null));
    return lock;
  }

  async #giveBack() {
    const lock = this.#lock;
    this.#lock = null;
    await lock.release().catch(() => null);
  }
}
