// Time left as the server tells it: minutes until the last five, then seconds; said aloud politely at a few moments.
import { words } from "./words.js";

const ANNOUNCED = [30, 15, 10, 5, 2, 1];

export class Clock {
  constructor(box, { onEnd = () => {}, seconds = false } = {}) {
    const own = box.querySelectorAll("[data-time]");
    this.faces = own.length ? own : document.querySelectorAll("[data-time]");
    this.announcer = document.querySelector("[data-announce]");
    this.onEnd = onEnd;
    this.alwaysSeconds = seconds;
    this.running = box.dataset.running ? box.dataset.running === "yes" : box.dataset.state !== "paused";
    this.set(Number(box.dataset.remaining));
    this.said = Math.ceil(this.left() / 60);
    setInterval(() => this.show(), 500);
  }

  set(remaining) {
    this.remaining = remaining;
    this.since = performance.now();
    this.show();
  }

  left() {
    const gone = this.running ? (performance.now() - this.since) / 1000 : 0;
    return Math.max(0, this.remaining - gone);
  }

  show() {
    const left = Math.ceil(this.left());
    const short = this.alwaysSeconds || left <= 300;
    const text = this.alwaysSeconds && left < 300 ? `${left} ${words.s}`
      : short ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : `${Math.ceil(left / 60)} ${words.min}`;
    for (const face of this.faces) if (face.textContent !== text) face.textContent = text;
    for (const face of this.faces) face.classList.toggle("px-late", short && !("plain" in face.dataset));
    this.announce(Math.ceil(left / 60));
    if (left === 0 && !this.ended) { this.ended = true; this.onEnd(); }
    if (left > 0) this.ended = false;
  }

  announce(minutes) {
    if (minutes >= this.said) return;
    this.said = minutes;
    if (this.announcer && ANNOUNCED.includes(minutes)) this.announcer.textContent = `${words.minutesLeft} ${minutes}`;
  }
}
