import { cutter } from "./words.js";
import { readingsOf, sentencesOf, stretch } from "./places.js";
import { say } from "./say.js";
import { Twin } from "./twin.js";
import { placeUnder } from "./under.js";

const WORD = /[\p{L}\p{N}]/u;
const DRAGS_AFTER = 8; // px

/** A tap on a word lights it, shows it large with its pinyin, and says it. */
export class Tap {
  #article;
  #bubble;
  #cut;
  #twin;
  #from = null;

  constructor(article, bubble) {
    [this.#article, this.#bubble] = [article, bubble];
    this.#cut = cutter(article.lang);
    this.#twin = article.lang.startsWith("zh") ? new Twin(article) : null;
    article.addEventListener("pointerdown", ({ clientX, clientY }) => (this.#from = { clientX, clientY }));
    document.addEventListener("click", (event) => this.#taps(event));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#close());
    article.addEventListener("anew", () => this.#close());
    addEventListener("resize", () => this.#close());
  }

  #taps(event) {
    if (this.#bubble.contains(event.target)) return;
    this.#close();
    if (!this.#article.contains(event.target) || event.defaultPrevented || this.#wasDrag(event) || !getSelection().isCollapsed) return;
    const word = this.#word(event.target.closest("p"), event);
    if (word) this.#show(word);
  }

  #wasDrag({ clientX, clientY }) {
    return this.#from && Math.hypot(clientX - this.#from.clientX, clientY - this.#from.clientY) > DRAGS_AFTER;
  }

  #word(paragraph, { target, clientX, clientY }) {
    const at = paragraph ? placeUnder(paragraph, target, clientX, clientY) : -1;
    const sentence = sentencesOf(paragraph ?? this.#article, true).find(({ from, to }) => from <= at && at < to);
    if (!sentence) return null;
    let to = sentence.from;
    for (const text of this.#cut(sentence.text)) {
      const from = to;
      to += text.length;
      if (at < to) return WORD.test(text) ? { paragraph, from, to, text } : null;
    }
  }

  async #show(word) {
    const range = stretch(word.paragraph, word.from, word.to);
    globalThis.CSS?.highlights?.set("tapped", new Highlight(range));
    const large = this.#line("tap-word", word.text, this.#article.lang);
    const said = this.#line("tap-said", "", "zh-Latn");
    this.#bubble.replaceChildren(large, said);
    this.#stand(range);
    const asked = new CustomEvent("say", { detail: { text: word.text, lang: this.#article.lang }, cancelable: true });
    if (document.dispatchEvent(asked)) say(word.text, this.#article.lang);
    said.textContent = (await this.#readings(word)).join(" ");
    if (said.isConnected) this.#stand(range);
  }

  async #readings(word) {
    const onThePage = readingsOf(word.paragraph, word.from, word.to);
    return onThePage.length || this.#article.dataset.pinyin === "on" ? onThePage : ((await this.#twin?.readings(word)) ?? []);
  }

  #line(name, words, lang) {
    return Object.assign(document.createElement("p"), { className: name, textContent: words, lang });
  }

  /** Above the word, or below it where the window ends; never beyond its sides. */
  #stand(range) {
    const word = range.getClientRects()[0] ?? range.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.#bubble;
    const left = Math.max(8, Math.min(word.left + word.width / 2 - width / 2, document.documentElement.clientWidth - width - 8));
    const top = word.top - height - 12 < 0 ? range.getBoundingClientRect().bottom + 12 : word.top - height - 12;
    Object.assign(this.#bubble.style, { left: `${left + scrollX}px`, top: `${top + scrollY}px` });
  }

  #close() {
    this.#bubble.replaceChildren();
    globalThis.CSS?.highlights?.delete("tapped");
  }
}
