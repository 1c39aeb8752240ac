import { patience } from "./pieces.js";

const STARTS_WITHIN = 4000; // ms; Chrome sometimes never starts, nor says so
const SETTLES = 60; // ms: words given to a browser right after a cancel are lost in some
const FAR = ["network", "voice-unavailable", "language-unavailable"];

/** The browser's voice, one utterance at a time, with an end to each, whatever the browser says or leaves unsaid. */
export class Speaker {
  #kept = null; // an utterance that nobody holds is collected, and its end never comes
  #cut = () => {};

  /** Resolves to "said", "cut" (by `hush`), "far" (the voice cannot be had), "refused" (nobody has touched the page) or "silent". */
  async say(words, manner, onWord = () => {}) {
    const isFree = !this.hush();
    return new Promise((resolve) => {
      const utterance = (this.#kept = Object.assign(new SpeechSynthesisUtterance(words), manner));
      const over = (how) => (clearTimeout(timer), resolve(how), this.#kept === utterance && this.#rest(how));
      const within = (time) => (clearTimeout(timer), setTimeout(() => over("silent"), time));
      const lives = () => this.#kept === utterance && (timer = within(patience(words, manner.rate)));
      let timer = 0;
      timer = within(STARTS_WITHIN);
      this.#cut = () => over("cut");
      utterance.onstart = lives;
      utterance.onboundary = (event) => (lives(), this.#kept === utterance && event.name !== "sentence" && onWord(event.charIndex));
      utterance.onend = () => over("said");
      utterance.onerror = ({ error }) => over(FAR.includes(error) ? "far" : error === "not-allowed" ? "refused" : "silent");
      const speak = () => this.#kept === utterance && (speechSynthesis.resume(), speechSynthesis.speak(utterance));
      if (isFree) speak();
      else setTimeout(speak, SETTLES);
    });
  }

  /** True where something was being said. */
  hush() {
    const wasSpeaking = this.#kept !== null || speechSynthesis.speaking;
    this.#cut();
    return wasSpeaking;
  }

  #rest(how) {
    this.#kept = null;
    this.#cut = () => {};
    if (how !== "said") speechSynthesis.cancel();
  }
}
