let ours = null;

/** Says a word in a voice of this device; one that would send it elsewhere is not asked. Without a voice it stays silent. */
export function say(text, lang) {
  const voice = voiceFor(lang);
  if (!voice) return;
  if (ours) speechSynthesis.cancel();
  const words = Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, rate: 0.8 });
  words.onend = words.onerror = () => ours === words && (ours = null);
  speechSynthesis.speak((ours = words));
}

function voiceFor(lang) {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  return voices.find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(lang.slice(0, 2)));
}
