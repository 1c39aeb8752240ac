import { isHan } from "./pieces.js";

const STARTS_WITHIN = 4000; // ms; Chrome sometimes never starts, nor says so
const SETTLES = 60; // ms: words given right after a cancel are lost in some browsers
const ERRORS = { network: "far", "voice-unavailable": "far", "language-unavailable": "far", "not-allowed": "refused" };

/** The browser's voice, one utterance at a time, with an end to each, whatever the browser says or leaves unsaid. */
export class Speaker {
  #kept = null; // an utterance that nobody holds is collected, and its end never comes
  #cut = null;

  /** Resolves to "said", "cut" (by `hush`), "far" (the voice cannot be had), "refused" (nobody has touched the page) or "silent". */
  say(words, manner, onWord = () => {}) {
    const wait = this.hush() ? SETTLES : 0;
    return new Promise((resolve) => {
      const utterance = (this.#kept = Object.assign(new SpeechSynthesisUtterance(words), manner));
      const isOurs = () => this.#kept === utterance;
      let timer = 0;
      const over = (how) => {
        clearTimeout(timer);
        resolve(how);
        if (!isOurs()) return;
        this.#kept = null;
        if (how !== "said") speechSynthesis.cancel();
      };
      const within = (time) => (clearTimeout(timer), (timer = setTimeout(over, time, "silent")));
      const lives = () => isOurs() && within((5000 + words.length * (isHan(words) ? 450 : 160)) / manner.rate);
      const speak = () => isOurs() && (speechSynthesis.resume(), speechSynthesis.speak(utterance));
      this.#cut = () => over("cut");
      utterance.onstart = lives;
      utterance.onboundary = ({ name, charIndex }) => lives() && name !== "sentence" && onWord(charIndex);
      utterance.onend = () => over("said");
      utterance.onerror = ({ error }) => over(ERRORS[error] ?? "silent");
      within(STARTS_WITHIN);
      if (wait) setTimeout(speak, wait);
      else speak();
    });
  }

  /** True where something was being said. */
  hush() {
    const wasSpeaking = this.#kept !== null || speechSynthesis.speaking;
    if (this.#kept) this.#cut();
    return wasSpeaking;
  }
}
