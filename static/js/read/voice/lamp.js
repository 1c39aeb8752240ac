const BEGINS = 2 / 3; // of the story
const BREATH = 2500; // ms between the last word and the dark
const SAME_TAP = 800; // ms: the click that ends a tap falls on what lay in the dark

const root = document.documentElement.classList;

/** How to speak at `part` of the story (0 to 1): slower and softer over its last third. */
export function sleepy(rate, part) {
  const depth = Math.max(0, part - BEGINS) / (1 - BEGINS);
  return { rate: rate - (rate - 0.7) * depth, volume: 1 - 0.65 * depth };
}

/** The lamp over the page, for those who fall asleep. */
export class Lamp {
  #timer = 0;
  #woke = -Infinity;

  constructor() {
    for (const touch of ["pointerdown", "click", "keydown"]) addEventListener(touch, (event) => this.#wake(event), true);
  }

  /** Drowsy: no buttons of the end beside the last words. */
  drowsy(isDrowsy) {
    clearTimeout(this.#timer);
    root.toggle("drowsy", isDrowsy);
  }

  /** Near black, until a tap or a key. */
  goesOut() {
    this.drowsy(true);
    this.#timer = setTimeout(() => root.add("asleep"), BREATH);
  }

  #wake(event) {
    if (root.contains("asleep")) this.#woke = event.timeStamp;
    else if (event.type !== "click" || event.timeStamp - this.#woke > SAME_TAP) return;
    event.preventDefault();
    event.stopPropagation();
    root.remove("asleep", "drowsy");
  }
}
