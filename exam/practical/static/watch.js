// A sign of life every ten seconds; the answer tells the time left and whether the state has changed.
import { Clock } from "./clock.js";
import { words } from "./words.js";

const EVERY = 10_000;

export class Watch {
  constructor(box, unsent = () => 0) {
    this.box = box;
    this.unsent = unsent;
    this.status = document.querySelector("[data-status]");
    this.clock = new Clock(box, { onEnd: () => this.beat() });
    setTimeout(() => this.beat(), 500);
    setInterval(() => this.beat(), EVERY);
  }

  async beat() {
    try {
      const response = await fetch(this.box.dataset.heartbeat, {
        method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": this.box.dataset.token },
        body: JSON.stringify({ unsent: this.unsent() }),
      });
      if (response.status === 401 || response.status === 403 || response.redirected) { location.assign("/"); return; }
      if (!response.ok) throw new Error(String(response.status));
      this.take(await response.json());
      this.say("");
    } catch {
      this.say(words.unreachable);
    }
  }

  take(face) {
    this.clock.set(face.remaining);
    if (face.state === this.box.dataset.state) return;
    if (this.unsent() > 0 && face.state === "paused") return;
    location.assign(this.box.dataset.station);
  }

  say(text) {
    if (this.status && this.status.textContent !== text) this.status.textContent = text;
  }
}
