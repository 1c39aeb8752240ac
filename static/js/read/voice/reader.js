import { wordsOf } from "../places.js";
import { Aloud } from "./aloud.js";
import { Light } from "./light.js";
import { Options } from "./options.js";
import { Lamp, sleepy } from "./sleep.js";
import { Speaker } from "./speaker.js";
import { Voices } from "./voices.js";

/** The voice on this page: its button, its choices, its light, and the words that follow it. */
export class Reader {
  #article;
  #told;
  #button;
  #note;
  #options;
  #light;
  #aloud;
  #voices;
  #lamp = new Lamp();
  #far = 0;
  #lead = {};

  constructor(article, told, find) {
    [this.#article, this.#told, this.#button, this.#note] = [article, told, find("voice"), find("voice-note")];
    this.#options = new Options(find("voice-options"));
    this.#light = new Light(article.lang);
    this.#aloud = new Aloud(new Speaker(), this.#house(find("title")));
    new Voices(language(article), (voices) => this.#offer(voices));
    this.#button.addEventListener("click", () => (this.#aloud.state === "on" ? this.pause() : this.#aloud.begin()));
    addEventListener("pagehide", () => (this.pause(), this.hush()));
    document.addEventListener("say", (event) => this.#says(event), { capture: true });
    article.voiceLead = () => this.#leads();
  }

  get place() {
    return this.#aloud.place < 0 ? undefined : this.#aloud.place;
  }

  more() {
    this.#aloud.more();
  }

  pause() {
    this.#aloud.pause();
  }

  hush() {
    this.#aloud.hush();
    this.#light.off();
  }

  /** `sentence` by itself, wherever it stands. Resolves to false where no voice answered. */
  async alone(sentence) {
    const how = await this.#aloud.alone(sentence);
    if (how !== "cut") this.#light.off();
    return how === "said" || how === "cut";
  }

  goesTo(place) {
    this.hush();
    if (place || this.place) this.#aloud.place = place;
  }

  #house(title) {
    const name = { paragraph: title, from: 0, to: wordsOf(title).length, text: wordsOf(title) };
    return {
      sentence: (at) => (at < 0 ? name : this.#told.sentences[at]),
      isOver: () => this.#told.isOver,
      manner: (isNear) => this.#manner(isNear),
      lights: (sentence) => this.#light.sentence(sentence),
      word: (sentence, at) => this.#light.word(sentence, at),
      reaches: (sentence, at) => this.#reaches(sentence, at),
      turned: (state, why) => this.#turned(state, why),
    };
  }

  #offer(voices) {
    this.#voices = voices;
    this.#button.hidden = !this.#options.offer(voices) && this.#aloud.state !== "on";
    this.#article.ownerDocument.querySelector("[data-card-say]").hidden = this.#button.hidden;
  }

  #manner(isNear) {
    const voice = (isNear && this.#voices.near) || this.#voices.chosen;
    const { rate, volume } = sleepy(this.#options.rate, this.#isSleepy ? this.#far : 0);
    return { voice, lang: voice.lang.replace("_", "-"), rate, volume };
  }

  get #isSleepy() {
    return this.#options.sleeps && this.#aloud.state === "on";
  }

  #reaches(sentence, at) {
    this.#far = Math.max(this.#far, this.#told.part(at));
    this.#lamp.drowsy(this.#isSleepy && this.#manner().volume < 1);
    this.#article.dispatchEvent(new CustomEvent("spoken", { detail: sentence }));
  }

  #turned(state, why) {
    this.#button.dataset.state = state;
    this.#button.querySelector("span").textContent = this.#button.dataset[state];
    this.#note.textContent = why === "lost" ? this.#note.dataset.lost : "";
    if (state !== "on") this.hush(), this.#lamp.drowsy(false);
    if (state === "off") this.#far = 0;
    if (why === "told" && this.#options.sleeps) this.#lamp.goesOut();
    document.dispatchEvent(new Event(state === "on" ? "voice-on" : "voice-off"));
  }

  /** A word by itself, in the middle of reading: nobody else need say it. */
  #says(event) {
    if (this.#aloud.state !== "on") return;
    event.preventDefault();
    this.#aloud.aside(event.detail.text);
  }

  /** To the end of the sentence after the one that is spoken: who reads along sees what comes. */
  #leads() {
    const next = this.#aloud.place + 1;
    if (this.#aloud.state !== "on" || !this.#told.sentences[next]) return Infinity;
    if (this.#lead.next !== next) this.#lead = { next, length: this.#told.upTo(next) };
    return this.#lead.length;
  }
}

function language({ lang, ownerDocument }) {
  return lang.startsWith("zh") && /hant/i.test(ownerDocument.documentElement.lang) ? "zh-hant" : lang;
}
