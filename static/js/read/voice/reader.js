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

  /** `find(name)` finds a part of the page by its data attribute. */
  constructor(find, told) {
    [this.#article, this.#told, this.#button, this.#note] = [find("story"), told, find("voice"), find("voice-note")];
    const article = this.#article;
    this.#options = new Options(find("voice-options"));
    this.#light = new Light(article.lang);
    this.#aloud = new Aloud(new Speaker(), this.#house(find("title")));
    new Voices(language(article), (voices) => this.#offer(voices, find("card-say")));
    this.#button.addEventListener("click", () => (this.#aloud.state === "on" ? this.pause() : this.#aloud.begin()));
    addEventListener("pagehide", () => (this.pause(), this.hush()));
    document.addEventListener("voice-on", ({ detail }) => detail !== this && this.pause());
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

  #offer(voices, cardButton) {
    this.#voices = voices;
    this.#button.hidden = cardButton.hidden = !this.#options.offer(voices) && this.#aloud.state !== "on";
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
    looks(this.#article, sentence);
  }

  #turned(state, why) {
    this.#button.dataset.state = state;
    this.#button.querySelector("span").textContent = this.#button.dataset[state];
    this.#note.textContent = why === "lost" ? this.#note.dataset.lost : "";
    if (state !== "on") this.hush(), this.#lamp.drowsy(false), looks(this.#article, null);
    if (state === "off") this.#far = 0;
    if (why === "told" && this.#options.sleeps) this.#lamp.goesOut();
    document.dispatchEvent(new CustomEvent(state === "on" ? "voice-on" : "voice-off", { detail: this }));
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

/** Whoever scrolls the page hears which sentence is spoken, or that none is. */
export function looks(article, sentence) {
  article.dispatchEvent(new CustomEvent("spoken", { detail: sentence }));
}

function language({ lang, ownerDocument }) {
  return lang.startsWith("zh") && /hant/i.test(ownerDocument.documentElement.lang) ? "zh-hant" : lang;
}
