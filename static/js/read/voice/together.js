import { stretch, wordsOf } from "../places.js";

const FORTH = ["ArrowRight", "ArrowDown", "PageDown", " "];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp"];
const SWIPE = 50; // px
const SIZES = [12, 28, 60, 110]; // code units: the longer a sentence, the smaller its letters

/** Reading together: one sentence at a time, very large, on a sheet over the page. `house`: `told`, `place()`, `opens()`, `shows()`, `speaks(sentence)`, `closes(at)`. */
export class Together {
  #sheet;
  #house;
  #at = 0;
  #waits = false;
  #began = null;

  constructor(sheet, house) {
    this.#sheet = sheet;
    this.#house = house;
    this.#find("forth").addEventListener("click", () => this.#go(1));
    this.#find("back").addEventListener("click", () => this.#go(-1));
    this.#find("close").addEventListener("click", () => sheet.close());
    this.#find("card-say").addEventListener("click", () => this.#speak());
    sheet.addEventListener("keydown", (event) => this.#key(event));
    sheet.addEventListener("pointerdown", (event) => (this.#began = event));
    sheet.addEventListener("pointerup", (event) => this.#swipe(event));
    sheet.addEventListener("close", () => house.closes(this.#at));
  }

  open() {
    this.#house.opens();
    this.#at = this.#house.place() ?? this.#at;
    this.#sheet.showModal();
    this.#find("forth").focus();
    this.#show();
  }

  /** There may be another sentence now, or none will come any more. */
  more() {
    if (!this.#sheet.open) return;
    if (this.#waits && this.#house.told.sentences[this.#at + 1]) this.#go(1);
    else if (this.#waits || !this.#find("card").textContent) this.#show();
  }

  #go(step) {
    const { sentences } = this.#house.told;
    this.#waits = step > 0 && this.#at + 1 >= sentences.length;
    if (!this.#waits) this.#at = Math.max(0, this.#at + step);
    this.#show();
  }

  #show() {
    const { sentences, isOver } = this.#house.told;
    const sentence = sentences[this.#at];
    const card = this.#find("card");
    const { thinking, over } = this.#find("card-note").dataset;
    this.#find("card-note").textContent = this.#waits || !sentence ? (isOver ? over : thinking) : "";
    this.#find("back").setAttribute("aria-disabled", this.#at === 0);
    if (!sentence || this.#find("count").value === this.#count(isOver, sentences)) return;
    this.#find("count").value = this.#count(isOver, sentences);
    this.#house.shows();
    card.dataset.size = SIZES.filter((size) => sentence.text.length > size).length;
    card.replaceChildren(copy(sentence));
  }

  #count(isOver, { length }) {
    const { some, all } = this.#find("count").dataset;
    return (isOver ? all : some).replace("{n}", this.#at + 1).replace("{all}", length);
  }

  async #speak() {
    const paragraph = this.#find("card");
    const text = wordsOf(paragraph);
    const isSaid = await this.#house.speaks({ paragraph, from: 0, to: text.length, text });
    if (!isSaid) this.#find("card-note").textContent = this.#find("card-note").dataset.lost;
  }

  #key(event) {
    const step = FORTH.includes(event.key) ? 1 : BACK.includes(event.key) ? -1 : 0;
    if (!step || (event.key === " " && event.target.closest("button"))) return;
    event.preventDefault();
    this.#go(step);
  }

  #swipe({ clientX, clientY }) {
    const [across, down] = [clientX - this.#began?.clientX, clientY - this.#began?.clientY];
    if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) this.#go(across < 0 ? 1 : -1);
    this.#began = null;
  }

  #find(name) {
    return this.#sheet.querySelector(`[data-${name}]`);
  }
}

/** The nodes themselves, so that the readings above them stay. */
function copy({ paragraph, from, to }) {
  const range = stretch(paragraph, from, to);
  const ruby = range.endContainer.parentElement.closest("ruby");
  if (ruby) range.setEndAfter(ruby);
  return range.cloneContents();
}
