import { Lamp, sleepy } from "./lamp.js";
import { Light } from "./light.js";
import { pieces } from "./pieces.js";
import { Speaker } from "./speaker.js";
import { whole } from "./told.js";
import { Voices } from "./voices.js";

const RATES = { slow: 0.75, normal: 0.9, quicker: 1.1 };
const TIRED_AFTER = 3; // failures one after another
const look = document.documentElement.dataset;

/** Reads a story aloud as it is told: the title first (place -1), then sentence after sentence, waiting where it has caught up. */
export class Aloud {
  place = -1;
  #state = "off"; // or "on" or "paused"
  #article;
  #told;
  #button;
  #note;
  #title;
  #light;
  #lamp = new Lamp();
  #voices;
  #speaker = new Speaker();
  #failures = 0;
  #missed = -1;
  #isNear = false;
  #waits = false;
  #far = 0;
  #lead = {};
  #ask;

  constructor(find, told) {
    const article = find("story");
    [this.#article, this.#told, this.#button, this.#note, this.#title] = [article, told, find("voice"), find("voice-note"), find("title")];
    this.#ask = find("ask");
    this.#light = new Light(article.lang);
    const language = article.lang === "zh" && /hant/i.test(article.ownerDocument.documentElement.lang) ? "zh-hant" : article.lang;
    this.#voices = new Voices(find, language, (isThere) => (this.#button.hidden = find("card-say").hidden = !isThere && this.#state !== "on"));
    this.#button.addEventListener("click", () => (this.#state === "on" ? this.#turn("paused") : this.#begin()));
    for (const [place, event] of [[globalThis, "pagehide"], [document, "voice-on"]]) {
      place.addEventListener(event, ({ detail }) => (detail !== this && this.#state === "on" ? this.#turn("paused") : detail ?? this.hush()));
    }
    document.addEventListener("say", (event) => this.#state === "on" && (event.preventDefault(), this.#aside(event.detail.text)), true);
    article.voiceLead = () => this.#leads();
  }

  more() {
    if (this.#waits) this.#go();
  }

  hush() {
    this.#speaker.hush();
    this.#light.off();
  }

  /** A sentence by itself, wherever it stands. Resolves to false where no voice answered. */
  async alone(sentence) {
    this.#failures = 1;
    const how = await this.#sentence(sentence);
    if (how !== "cut") this.#light.off();
    return how !== "lost";
  }

  #begin() {
    this.#failures = 0;
    this.#turn("on");
    this.#go();
  }

  async #go() {
    this.#waits = false;
    for (let next; (next = this.place < 0 ? whole(this.#title) : this.#told.sentences[this.place]); this.place += 1) {
      this.#reaches(next);
      const how = await this.#sentence(next);
      if (how === "cut") return;
      if (how === "lost") this.place = this.#missed;
      if (how !== "said") return this.#turn("paused", how);
    }
    if (!(this.#waits = !this.#told.isOver)) this.#turn("off", "told");
  }

  async #sentence(sentence) {
    this.#light.sentence(sentence);
    for (const piece of pieces(sentence.text)) {
      const how = await this.#piece(sentence, piece);
      if (how !== "said") return how;
    }
    return "said";
  }

  /** Said, or tried twice and let go; "lost" where the voice is gone for good. */
  async #piece(sentence, { at, words }) {
    for (const _ of "12") {
      const how = await this.#speaker.say(words, this.#manner(), (place) => this.#light.word(sentence, at + place));
      if (how === "said") this.#failures = 0;
      if (["said", "cut", "refused"].includes(how)) return how;
      this.#isNear ||= how === "far";
      if (!this.#failures++) this.#missed = this.place;
      if (this.#failures >= TIRED_AFTER) return "lost";
    }
    return "said";
  }

  /** A word in the middle of reading; the sentence that it broke into is begun again. */
  async #aside(words) {
    this.#waits = false;
    const how = await this.#speaker.say(words, this.#manner());
    if (how !== "cut" && this.#state === "on") this.#go();
  }

  #manner() {
    const voice = (this.#isNear && this.#voices.near) || this.#voices.chosen;
    const part = look.sleep === "on" && this.#state === "on" ? this.#far : 0;
    return { voice, lang: voice.lang.replace("_", "-"), ...sleepy(RATES[look.speed] ?? RATES.normal, part) };
  }

  #reaches(sentence) {
    this.#far = Math.max(this.#far, this.#told.part(this.place));
    this.#lamp.drowsy(this.#manner().volume < 1);
    spoken(this.#article, sentence);
  }

  /** `why`: "told" at the end of the story, "lost" where the voice does not answer. */
  #turn(state, why) {
    this.#waits = false;
    this.#state = this.#button.dataset.state = state;
    this.#button.querySelector("span").textContent = this.#button.dataset[state];
    this.#note.textContent = why === "lost" ? this.#note.dataset.lost : "";
    if (state !== "on") this.hush(), this.#lamp.drowsy(false), spoken(this.#article, null);
    if (why === "told" && look.sleep === "on" && (this.#ask?.hidden ?? true)) this.#lamp.goesOut();
    if (why === "told") this.place = -1, this.#far = 0;
    document.dispatchEvent(new CustomEvent(state === "on" ? "voice-on" : "voice-off", { detail: this }));
  }

  /** To the end of the sentence after the one that is spoken: who reads along sees what comes. */
  #leads() {
    const next = this.place + 1;
    if (this.#state !== "on") return Infinity;
    if (this.#lead.next !== next) this.#lead = this.#told.sentences[next] ? { next, length: this.#told.upTo(next) } : {};
    return this.#lead.length ?? Infinity;
  }
}

/** Whoever scrolls the page hears which sentence is spoken, or that none is. */
export function spoken(article, sentence) {
  article.dispatchEvent(new CustomEvent("spoken", { detail: sentence }));
}
