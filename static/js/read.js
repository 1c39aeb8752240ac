import { showEnd, stopQuietly } from "./read/end.js";
import { Live } from "./read/live.js";
import { Pace } from "./read/pace.js";
import { Page } from "./read/page.js";
import { Scroll } from "./read/scroll.js";
import { Line } from "./read/socket.js";
import { Status } from "./read/status.js";
import { Story } from "./read/story.js";
import { length } from "./read/words.js";

const ENDS = ["finished", "stopped", "failed"];
const find = (name) => document.querySelector(`[data-${name}]`);

const article = find("story");
const progress = find("progress");
const page = new Page(article);
const live = new Live(find("live"));
const status = new Status(find("status"));
const scroll = new Scroll(article, find("follow"));
const still = matchMedia("(prefers-reduced-motion: reduce)");
const pace = new Pace(show, closeIfTold);
const story = new Story(Number(article.dataset.at), article.lang, {
  words: (words) => (pace.add(words), live.add(page.named(words.join(""))), isStill() && pace.hurry()),
  atOnce: (text) => (pace.hurry(), show(text)),
  breaks: () => page.breaks(),
  clear: () => (pace.clear(), live.forget(), page.clear(), (shown = 0)),
});
const line = new Line(article.dataset.socket, {
  place: () => story.place(),
  attempt: () => article.dataset.attempt,
  take: (frame) => take[frame.type]?.(frame),
  away: (isAway) => status.away(isAway),
  gone: () => (status.gone(), (find("stop").hidden = true), scroll.end()),
});
const take = {
  text: (frame) => (status.tells(), story.text(frame) || line.again()),
  state: (frame) => {
    article.dataset.attempt = frame.attempt ?? article.dataset.attempt;
    if (ENDS.includes(frame.state)) end(frame.state);
    else if (frame.state === "waiting") status.waits(frame.ahead, story.at > 0);
  },
  rewind: (frame) => (story.rewind(frame), line.again()),
};
let shown = Number(article.dataset.at);
let ended = "";

function isStill() {
  return still.matches || document.hidden;
}

function show(words) {
  page.write(words);
  shown += length(words);
  progress.value = Math.min(95, (100 * shown) / Number(article.dataset.expected));
  scroll.follow();
}

function end(state) {
  line.end();
  story.end();
  ended = state;
  article.dataset.state = state;
  status.rests();
  if (state === "stopped" || isStill()) pace.hurry();
  else if (pace.isEmpty) closeIfTold();
}

function closeIfTold() {
  if (!ended) return;
  live.rest();
  live.say(showEnd(ended));
  ended = "";
  progress.hidden = true;
  scroll.end();
}

document.addEventListener("visibilitychange", () => document.hidden && pace.hurry());
progress.value = Math.min(95, (100 * shown) / Number(article.dataset.expected));
stopQuietly(find("stop"));
line.open();
