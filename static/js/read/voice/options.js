import { keep, kept } from "./keeping.js";

const RATES = { slow: 0.75, normal: 0.9, quicker: 1.1 };

/** What a family may choose about the voice, remembered. */
export class Options {
  #place;
  #listed = "";

  constructor(place) {
    this.#place = place;
    this.#find("speed").value = kept("speed") in RATES ? kept("speed") : "normal";
    this.#find("sleep").checked = kept("sleep") === "on";
    this.#find("speed").addEventListener("change", ({ target }) => keep("speed", target.value));
    this.#find("sleep").addEventListener("change", ({ target }) => keep("sleep", target.checked ? "on" : "off"));
  }

  get rate() {
    return RATES[this.#find("speed").value];
  }

  get sleeps() {
    return this.#find("sleep").checked;
  }

  /** Whether there is a voice to read with. */
  offer(voices) {
    const { list, chosen, isSure } = voices;
    this.#find("voice-choices").hidden = !list.length;
    this.#find("voice-none").hidden = list.length > 0 || !isSure;
    this.#find("voice-far").hidden = !list.length || list.some((voice) => voice.localService);
    this.#fill(list, chosen);
    this.#find("voices").onchange = ({ target }) => voices.choose(target.value);
    return Boolean(chosen);
  }

  #fill(list, chosen) {
    const select = this.#find("voices");
    const listed = list.map((voice) => voice.voiceURI).join(" ");
    if (listed === this.#listed) return;
    this.#listed = listed;
    const far = (voice) => (voice.localService ? "" : ` · ${select.dataset.far}`);
    const choices = list.map((voice) => new Option(voice.name + far(voice), voice.voiceURI, false, voice === chosen));
    select.replaceChildren(...(chosen ? [] : [new Option("–", "", true, true)]), ...choices);
  }

  #find(name) {
    return this.#place.querySelector(`[data-${name}]`);
  }
}
