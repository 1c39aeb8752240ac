/** The story on the page: paragraphs from line breaks, names put in last, text nodes only. */
export class Page {
  #article;
  #names;
  #paragraph;

  constructor(article) {
    this.#article = article;
    this.#names = new Map(Object.entries(JSON.parse(article.dataset.names || "{}")));
    this.#paragraph = article.querySelector("p:last-of-type");
  }

  /** As the family sees it. */
  named(text) {
    return this.#names.size ? Array.from(text, (point) => this.#names.get(point) ?? point).join("") : text;
  }

  write(text) {
    for (const part of text.split(/(\n)/)) {
      if (part === "\n") this.breaks();
      else if (part && (this.#paragraph || part.trim())) this.#append(this.named(part));
    }
  }

  /** What comes next begins a paragraph. */
  breaks() {
    this.#paragraph = null;
  }

  clear() {
    this.#article.replaceChildren();
    this.#paragraph = null;
  }

  #append(words) {
    if (!this.#paragraph) {
      this.#paragraph = document.createElement("p");
      this.#article.append(this.#paragraph);
    }
    const last = this.#paragraph.lastChild;
    if (last?.nodeType === Node.TEXT_NODE) last.appendData(words);
    else this.#paragraph.append(words);
  }
}
