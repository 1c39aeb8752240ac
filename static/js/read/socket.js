import { addressOf } from "./address.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
const SILENT_TOO_LONG = 45_000; // a ping comes every 20 s
const FOR_GOOD = [4400, 4404];
const MOVE_ON = 4012; // this server leaves in good order; another is there, or soon will be
const TOO_MANY = 4429; // this family has too many pages open, or its network knocks too often: no hurry

/** The wait before try number `tries`, in ms: doubling, and scattered so that a house full of tablets does not knock at once. */
export function backOff(tries, random = Math.random) {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries) * (0.5 + random() / 2);
}

/**
 * The line to the storyteller. `asks()` gives what the address asks for, `take(frame)` gets every frame, `away(isAway)` hears of losing and
 * finding the line, `gone()` of a story that is not there.
 */
export class Line {
  #address;
  #house;
  #socket = null;
  #tries = 0;
  #timer = 0;
  #heard = 0;
  #isOver = true;

  constructor(address, house) {
    this.#address = address;
    this.#house = house;
    addEventListener("online", () => this.again());
    addEventListener("offline", () => this.#isOver || house.away(true));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.#lookAfter());
    setInterval(() => this.#isSilent() && this.again(), 5000);
  }

  open() {
    this.#isOver = false;
    const socket = new WebSocket(addressOf(this.#address, this.#house.asks()));
    this.#socket = socket;
    this.#heard = Date.now();
    socket.addEventListener("message", (event) => socket === this.#socket && this.#hear(event));
    socket.addEventListener("close", (event) => socket === this.#socket && this.#lost(event.code));
  }

  /** At once, from where the page is now. */
  again() {
    if (!this.#isOver) this.anew();
  }

  /** Also where the story was told already. */
  anew() {
    clearTimeout(this.#timer);
    const old = this.#socket;
    this.open();
    old?.close();
  }

  end() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #hear(event) {
    this.#heard = Date.now();
    this.#tries = 0;
    this.#house.away(false);
    this.#house.take(JSON.parse(event.data));
  }

  #lost(code) {
    if (this.#isOver) return;
    if (FOR_GOOD.includes(code)) return this.end(), this.#house.gone();
    this.#house.away(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.open(), this.#wait(code));
    this.#tries += 1;
  }

  #wait(code) {
    if (code === TOO_MANY) return 3 * backOff(Infinity);
    return code === MOVE_ON && !this.#tries ? 200 * Math.random() : backOff(this.#tries);
  }

  #lookAfter() {
    if (this.#socket?.readyState !== WebSocket.OPEN || this.#isSilent(25_000)) this.again();
  }

  #isSilent(limit = SILENT_TOO_LONG) {
    return !this.#isOver && this.#socket?.readyState <= WebSocket.OPEN && Date.now() - this.#heard > limit;
  }
}
