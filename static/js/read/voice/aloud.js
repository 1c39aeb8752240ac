import { pieces } from "./pieces.js";

const TIRED_AFTER = 3; // failures one after another

/**
 * Reads aloud, one sentence after another, as the story is told: the title first (place -1), and waiting where it has caught up.
 * `state` is "off", "on" or "paused". `house`: `sentence(at)`, `isOver()`, `manner(isNear)`, `reaches(sentence, at)`, `lights(sentence)`,
 * `word(sentence, at)`, `turned(state, why)` with `why` "told" at the end of the story and "lost" where the voice does not answer.
 */
export class Aloud {
  state = "off";
  place = -1;
  #speaker;
  #house;
  #failures = 0;
  #missed = -1;
  #isNear = false;
  #waits = false;

  constructor(speaker, house) {
    this.#speaker = speaker;
    this.#house = house;
  }

  begin() {
    this.#failures = 0;
    this.#turn("on");
    this.#go();
  }

  /** The sentence is kept: some browsers cannot pause, so it is begun again. */
  pause(why = "") {
    if (this.state === "on") this.#turn("paused", why);
  }

  hush() {
    this.#speaker.hush();
  }

  /** There may be another sentence now. */
  more() {
    if (this.#waits) this.#go();
  }

  /** `words` in the middle of reading; the sentence that they broke into is begun again. */
  async aside(words) {
    this.#waits = false;
    const how = await this.#speaker.say(words, this.#house.manner(this.#isNear));
    if (how !== "cut" && this.state === "on") this.#go();
  }

  async alone(sentence) {
    this.#failures = 0;
    const how = await this.#sentence(sentence);
    return this.#failures ? "lost" : how;
  }

  async #go() {
    this.#waits = false;
    for (let next; (next = this.#house.sentence(this.place)); this.place += 1) {
      this.#house.reaches(next, this.place);
      const how = await this.#sentence(next);
      if (how === "cut") return;
      if (how === "lost") this.place = this.#missed;
      if (how !== "said") return this.pause(how);
    }
    this.#waits = !this.#house.isOver();
    if (!this.#waits) this.#over();
  }

  async #sentence(sentence) {
    this.#house.lights(sentence);
    for (const piece of pieces(sentence.text)) {
      const how = await this.#piece(sentence, piece);
      if (how !== "said") return how;
    }
    return "said";
  }

  /** Said, or tried twice and let go; "lost" where the voice is gone for good. */
  async #piece(sentence, { at, words }) {
    for (let tries = 0; tries < 2; tries += 1) {
      const how = await this.#speaker.say(words, this.#house.manner(this.#isNear), (place) => this.#house.word(sentence, at + place));
      if (how === "cut" || how === "refused") return how;
      if (how === "said") return (this.#failures = 0), how;
      if (how === "far") this.#isNear = true;
      if (!this.#failures++) this.#missed = this.place;
      if (this.#failures >= TIRED_AFTER) return "lost";
    }
    return "said";
  }

  #over() {
    this.place = -1;
    this.#turn("off", "told");
  }

  #turn(state, why = "") {
    this.#waits = false;
    this.state = state;
    this.#house.turned(state, why);
  }
}
