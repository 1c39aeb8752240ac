import { keep, kept } from "./keeping.js";

const LATE = 3000; // ms: some browsers find their voices after the page
const NATURAL = /natural|neural|premium|enhanced|siri|tingting|xiaoxiao|yunxi/i;

const tag = (voice) => voice.lang.replace("_", "-").toLowerCase();
const isMainland = (voice) => /^zh$|^(zh|cmn)-(.*-)?(cn|sg|hans)/.test(tag(voice));
const isMandarin = (voice) => /^(zh|cmn)/.test(tag(voice)) && !tag(voice).includes("hk");
const isChinese = (voice) => /^(zh|cmn|yue)/.test(tag(voice));

/** The voices that can read `language` (as on the page: zh-hans, zh-hant, en), the best first: of this device, then natural ones. */
export function fitting(voices, language) {
  const [spoken] = language.toLowerCase().split("-");
  let found = voices.filter((voice) => tag(voice).startsWith(spoken));
  if (spoken === "zh" && /hant|tw|hk/i.test(language)) found = voices.filter(isChinese);
  else if (spoken === "zh") found = voices.some(isMainland) ? voices.filter(isMainland) : voices.filter(isMandarin);
  const worth = (voice) => 4 * voice.localService + 2 * NATURAL.test(voice.name) + voice.default;
  return found.sort((one, other) => worth(other) - worth(one));
}

/** Which voice reads. One that speaks from its maker's computers hears the story, so only a family's own choice takes it. */
export class Voices {
  list = [];
  isSure = false; // whether none more will come
  #uri;

  constructor(language, changed) {
    const name = `voice-${language.slice(0, 2)}`;
    this.#uri = kept(name);
    this.choose = (uri) => (keep(name, (this.#uri = uri)), changed(this));
    const look = () => ((this.list = fitting(speechSynthesis.getVoices(), language)), changed(this));
    speechSynthesis.addEventListener?.("voiceschanged", look);
    setTimeout(() => ((this.isSure = true), look()), LATE);
    look();
  }

  get chosen() {
    return this.list.find((voice) => voice.voiceURI === this.#uri) ?? this.near;
  }

  /** The best voice of this device. */
  get near() {
    return this.list.find((voice) => voice.localService);
  }
}
