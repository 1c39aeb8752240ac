import { wordsOf } from "./places.js";
import { length } from "./words.js";

/** The story on the page: paragraphs from line breaks, names put in last, readings above the characters; text nodes only. */
export class Page {
  #article;
  #names;
  #readings;
  #paragraph;
  #length;

  constructor(article) {
    this.#article = article;
    this.#names = new Map(Object.entries(JSON.parse(article.dataset.names || "{}")));
    this.#readings = JSON.parse(article.dataset.nameReadings || "{}");
    this.#paragraph = article.querySelector("p:last-of-type");
    this.#length = Array.from(article.querySelectorAll("p")).reduce((sum, paragraph) => sum + length(wordsOf(paragraph)), 0);
  }

  /** How many code points a reader sees, without readings. */
  get length() {
    return this.#length;
  }

  /** As the family sees it. */
  named(text) {
    return this.#names.size ? Array.from(text, (point) => this.#names.get(point) ?? point).join("") : text;
  }

  write(piece) {
    let run = "";
    const flush = () => (run && this.#append(run, length(run)), (run = ""));
    for (const { point, reading } of piece.flatMap((one) => this.#withName(one))) {
      if (point === "\n") flush(), this.breaks();
      else if (reading) flush(), this.#append(above(point, reading), 1);
      else if (this.#paragraph || run || point.trim()) run += point;
    }
    flush();
  }

  /** What comes next begins a paragraph. */
  breaks() {
    this.#paragraph = null;
  }

  clear(isRead) {
    this.#article.dataset.pinyin = isRead ? "on" : "off";
    this.#article.replaceChildren();
    this.#length = 0;
    this.breaks();
  }

  #withName(one) {
    const name = this.#names.get(one.point);
    if (name === undefined) return one;
    const readings = this.#article.dataset.pinyin === "on" ? this.#readings[one.point] : null;
    return Array.from(name, (point, place) => ({ point, reading: readings?.[place] }));
  }

  #append(what, count) {
    this.#length += count;
    if (!this.#paragraph) {
      this.#paragraph = document.createElement("p");
      this.#article.append(this.#paragraph);
    }
    const last = this.#paragraph.lastChild;
    if (typeof what === "string" && last?.nodeType === Node.TEXT_NODE) last.appendData(what);
    else this.#paragraph.append(what);
  }
}

function above(point, reading) {
  const ruby = document.createElement("ruby");
  const rt = document.createElement("rt");
  rt.textContent = reading;
  ruby.append(point, rt);
  return ruby;
}
