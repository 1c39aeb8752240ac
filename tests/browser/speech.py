"""A browser's voice for tests: headless Chromium has the interface but no voice. Says what it was given into `window.heard`."""

import json
from typing import Any

VOICES = [
    {"name": "Lin", "lang": "zh-CN", "voiceURI": "lin", "localService": True, "default": False},
    {"name": "Tingting", "lang": "zh_CN", "voiceURI": "tingting", "localService": True, "default": False},
    {"name": "Far Cloud Natural", "lang": "zh-CN", "voiceURI": "cloud", "localService": False, "default": True},
    {"name": "Meijia", "lang": "zh-TW", "voiceURI": "meijia", "localService": True, "default": False},
    {"name": "Rosa", "lang": "en-GB", "voiceURI": "rosa", "localService": True, "default": False},
]
STAND_IN = """
{
  const mode = __MODE__;
  const queue = [];
  let voices = mode.late ? [] : mode.voices;
  let now = null;
  window.heard = [];
  class Synthesis extends EventTarget {
    paused = false;
    pending = false;
    get speaking() { return now !== null; }
    getVoices() { return voices; }
    resume() {}
    speak(utterance) {
      const { text, rate, volume, voice } = utterance;
      const part = (name) => document.querySelector(`[data-${name}]`);
      const shown = Array.from(part("story").querySelectorAll("p"), (p) => p.textContent).join("");
      heard.push({ text, rate, volume, voice: voice.name, shown, isTelling: part("end-part").hidden, at: performance.now(), ended: 0, words: [] });
      queue.push([utterance, heard.at(-1)]);
      this.next();
    }
    cancel() {
      const dropped = [...(now ? [now[0]] : []), ...queue.splice(0).map(([utterance]) => utterance)];
      now = null;
      const tell = () => dropped.forEach((one) => (one.onerror?.({ error: "canceled" }), one.onend?.({})));
      if (mode.lateEnds) setTimeout(tell, mode.lateEnds);
      else tell();
    }
    next() {
      if (now || !queue.length) return;
      const turn = (now = queue.shift());
      const number = heard.indexOf(turn[1]);
      if (mode.mute || mode.dies.includes(number)) return;
      setTimeout(() => now === turn && this.say(turn), 2);
    }
    say(turn) {
      const [utterance, record] = turn;
      if (mode.breaks && !utterance.voice.localService) {
        now = null;
        return utterance.onerror?.({ error: "network" }), this.next();
      }
      utterance.onstart?.({});
      const { text } = utterance;
      const step = (at) => {
        if (now !== turn) return;
        if (at < text.length) {
          if (mode.boundaries) utterance.onboundary?.({ name: "word", charIndex: at });
          const lit = (name) => [...(CSS.highlights.get(name) ?? [])].join("");
          record.words.push({ at, word: lit("spoken"), sentence: lit("spoken-sentence") });
          return setTimeout(step, 2 * mode.pace, at + 2);
        }
        now = null;
        record.ended = performance.now();
        utterance.onend?.({});
        this.next();
      };
      step(0);
    }
  }
  const synthesis = new Synthesis();
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  if (mode.late) setTimeout(() => ((voices = mode.voices), synthesis.dispatchEvent(new Event("voiceschanged"))), mode.late);
}
"""


async def speaking(page: Any, **mode: Any) -> None:
    """`pace` ms a letter, `boundaries` or none, utterances number `dies` or all (`mute`) never begin, voices come `late` ms, an end comes
    `lateEnds` ms after its cancel, and far voices `breaks` off for want of a network."""
    usual = {"voices": VOICES, "pace": 3, "boundaries": True, "dies": [], "mute": False, "late": 0, "lateEnds": 0, "breaks": False}
    await page.add_init_script(STAND_IN.replace("__MODE__", json.dumps({**usual, **mode})))


async def heard(page: Any) -> list[dict[str, Any]]:
    """What was given to the voice, in turn."""
    return list(await page.evaluate("window.heard"))
