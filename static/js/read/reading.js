import { showEnd, stopQuietly } from "./end.js";
import { Live } from "./live.js";
import { Pace } from "./pace.js";
import { Page } from "./page.js";
import { textOf } from "./piece.js";
import { Scroll } from "./scroll.js";
import { Line } from "./socket.js";
import { Status } from "./status.js";
import { Story } from "./story.js";
import { tempo } from "./tempo.js";
import { keepsPlace } from "./top.js";

const ENDS = ["finished", "stopped", "failed"];
const look = document.documentElement.dataset;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * One story of the page, being told or told: its article, its bar, its end, its line to the storyteller. The article hears of it by events:
 * `grown` (words were written), `anew` (all paragraphs were replaced), `ended` (the end is on the page), `gone` (the story is not there).
 * `article.voiceLead`, where somebody sets it, is a function: how many code points of the page's own words may be there for now.
 */
export class Reading {
  #article;
  #end;
  #stop;
  #progress;
  #page;
  #live;
  #status;
  #scroll;
  #pace;
  #story;
  #line;
  #shown; // code points of the raw text on the page, handed on to be shown, and said to those who listen
  #handed;
  #said;
  #hasReadings;
  #ended = "";
  #detail;
  #isOver;

  constructor(section) {
    const part = (name) => section.querySelector(`[data-${name}]`) ?? document.createElement("p");
    [this.#article, this.#end, this.#stop, this.#progress] = ["story", "end-part", "stop", "progress"].map(part);
    const { at, state, socket, pinyin, script } = this.#article.dataset;
    this.#shown = this.#handed = this.#said = Number(at);
    this.#isOver = ENDS.includes(state);
    this.#hasReadings = pinyin === "on";
    this.#page = new Page(this.#article);
    this.#live = new Live(part("live"));
    this.#status = new Status(part("status"));
    this.#scroll = new Scroll(this.#article, part("follow"), part("bar"));
    this.#pace = new Pace({
      show: (piece) => this.#show(piece),
      drained: () => this.#closeIfTold(),
      tempo: () => tempo(look.pace, this.#article.lang, still.matches),
      room: () => (this.#article.voiceLead ? this.#article.voiceLead() - this.#page.length : Infinity),
    });
    this.#story = new Story(this.#shown, this.#article.lang, {
      words: (words) => this.#inTurn(words),
      breaks: () => this.#page.breaks(),
      anew: (piece) => this.#anew(piece),
    });
    this.#line = new Line(socket, {
      asks: () => ({ after: this.#story.place(), attempt: this.#article.dataset.attempt, ...(this.#hasReadings && { ruby: 1 }), ...(script && { script }) }),
      take: (frame) => this.#take(frame),
      away: (isAway) => this.#status.away(isAway),
      gone: () => this.#gone(),
    });
    stopQuietly(this.#stop, () => this.#ended && this.#pace.hurry());
    document.addEventListener("visibilitychange", () => document.hidden && this.#pace.hurry());
    document.addEventListener("look", () => this.#dress());
    if (this.#isOver) this.#scroll.end();
    else this.#line.open();
    this.#showProgress();
    this.#dress();
  }

  #take(frame) {
    if (frame.type === "text") return this.#status.tells(), this.#story.text(frame) || this.#line.again();
    if (frame.type === "rewind") return this.#live.forget(), (this.#said = frame.to), this.#comeAgain(frame.to);
    if (frame.type !== "state") return;
    this.#article.dataset.attempt = frame.attempt ?? this.#article.dataset.attempt;
    this.#detail = frame.detail;
    if (ENDS.includes(frame.state)) this.#hearsTheEnd(frame.state);
    else if (frame.state === "waiting") this.#status.waits(frame.ahead, this.#story.at > 0);
  }

  /** As the family likes to see it from now on. */
  #dress() {
    this.#pace.hasten();
    const wanted = look.pinyin === "on" && this.#article.lang.startsWith("zh");
    if (wanted === this.#hasReadings) return;
    this.#hasReadings = wanted;
    this.#comeAgain(this.#shown);
  }

  #comeAgain(to) {
    this.#ended = "";
    this.#pace.clear();
    this.#story.rewind({ to });
    this.#line.anew();
  }

  #anew(piece) {
    const settle = keepsPlace(this.#article);
    this.#page.clear(this.#hasReadings);
    this.#handed = piece.length;
    this.#shown = 0;
    this.#tell("anew");
    this.#write(piece);
    settle();
  }

  #inTurn(words) {
    const piece = words.flat();
    this.#live.add(this.#page.named(textOf(piece.slice(Math.max(0, this.#said - this.#handed)))));
    this.#handed += piece.length;
    this.#said = Math.max(this.#said, this.#handed);
    this.#pace.add(words);
    if (document.hidden) this.#pace.hurry();
  }

  #show(piece) {
    this.#write(piece);
    this.#scroll.follow();
  }

  #write(piece) {
    this.#page.write(piece);
    this.#shown += piece.length;
    this.#showProgress();
    this.#tell("grown");
  }

  #showProgress() {
    this.#progress.value = Math.min(95, (100 * this.#shown) / Number(this.#article.dataset.expected));
  }

  #hearsTheEnd(state) {
    this.#line.end();
    this.#story.end();
    this.#status.rests();
    if (!this.#isOver) this.#ended = state;
    if (state === "stopped" || document.hidden || still.matches) this.#pace.hurry();
    else if (this.#pace.isEmpty) this.#closeIfTold();
  }

  #closeIfTold() {
    if (!this.#ended) return;
    this.#article.dataset.state = this.#ended;
    this.#live.rest();
    this.#live.say(showEnd(this.#end, this.#detail ?? this.#ended));
    this.#isOver = true;
    this.#ended = "";
    this.#close("ended");
  }

  #gone() {
    this.#status.gone();
    this.#close("gone");
  }

  #close(event) {
    this.#progress.hidden = this.#stop.hidden = true;
    this.#scroll.end();
    this.#tell(event);
  }

  #tell(event) {
    this.#article.dispatchEvent(new Event(event));
  }
}
