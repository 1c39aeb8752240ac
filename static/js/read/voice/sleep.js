const BEGINS = 2 / 3; // of the story
const SLOWEST = 0.7;
const SOFTEST = 0.35;
const BREATH = 2500; // ms between the last word and the dark

const SAME_TAP = 800; // ms: the click that ends the tap falls on what lay in the dark

const root = document.documentElement.classList;

/** How to speak at `part` of the story (0 to 1): slower and softer over its last third. */
export function sleepy(rate, part) {
  const depth = Math.min(1, Math.max(0, (part - BEGINS) / (1 - BEGINS)));
  return { rate: rate - Math.max(0, rate - SLOWEST) * depth, volume: 1 - (1 - SOFTEST) * depth };
}

/** The light of the page. Drowsy: no buttons of the end beside the last words. Asleep: near black, until a tap or a key. */
export class Lamp {
  #timer = 0;
  #woke = -Infinity;

  constructor() {
    for (const touch of ["pointerdown", "click", "keydown"]) addEventListener(touch, (event) => this.#wake(event), { capture: true });
  }

  drowsy(isDrowsy) {
    clearTimeout(this.#timer);
    root.toggle("drowsy", isDrowsy);
  }

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
