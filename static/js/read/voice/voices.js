import { keep, kept } from "./keeping.js";

const LATE = 3000; // ms: some browsers find their voices after the page
const NATURAL = /natural|neural|premium|enhanced|siri|tingting|xiaoxiao|yunxi/i;

/** The voices that can read `language` (zh, zh-hant, en), the best first: of this device, then natural ones. */
export function fitting(voices, language) {
  const are = (pattern) => voices.filter(({ lang }) => pattern.test(lang.replace("_", "-")));
  const mainland = are(/^zh$|^(zh|cmn).*-(cn|sg|hans)/i);
  let found = are(new RegExp(`^${language.slice(0, 2)}`, "i"));
  if (/^zh.*(hant|tw|hk)/i.test(language)) found = are(/^(zh|cmn|yue)/i);
  else if (/^zh/i.test(language)) found = mainland.length ? mainland : are(/^(zh|cmn)(?!.*hk)/i);
  const worth = (voice) => 4 * voice.localService + 2 * NATURAL.test(voice.name) + voice.default;
  return found.sort((one, other) => worth(other) - worth(one));
}

/** Which voice reads. One that speaks from its maker's computers hears the story, so only a family's own choice takes it. */
export class Voices {
  #list = [];
  #name;

  /** `offer(isThere)` hears whether there is a voice to read with. */
  constructor(find, language, offer) {
    const select = find("voices");
    this.#name = `voice-${language.slice(0, 2)}`;
    this.choice = kept(this.#name);
    const look = (isLast) => {
      const list = fitting(speechSynthesis.getVoices(), language);
      find("voice-choices").hidden = !list.length;
      find("voice-none").hidden = list.length > 0 || isLast !== true;
      find("voice-far").hidden = !list.length || list.some((voice) => voice.localService);
      if (list.map((voice) => voice.voiceURI).join() !== this.#list.map((voice) => voice.voiceURI).join()) this.#fill(select, (this.#list = list));
      offer(Boolean(this.chosen));
    };
    select.addEventListener("change", () => (keep(this.#name, (this.choice = select.value)), look()));
    speechSynthesis.addEventListener?.("voiceschanged", look);
    setTimeout(look, LATE, true);
    look();
  }

  get chosen() {
    return this.#list.find((voice) => voice.voiceURI === this.choice) ?? this.near;
  }

  /** The best voice of this device. */
  get near() {
    return this.#list.find((voice) => voice.localService);
  }

  #fill(select, list) {
    const { far } = select.dataset;
    select.replaceChildren(...list.map(({ name, localService, voiceURI }) => new Option(localService ? name : `${name} · ${far}`, voiceURI)));
    select.value = this.chosen?.voiceURI;
  }
}
