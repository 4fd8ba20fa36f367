// Time by the server: the page only counts down from what the server last said, and asks again every ten seconds.
const EVERY = 10000, LAST_MINUTES = 300, TOLD_AT = [1800, 600, 300, 60];

export class ServerClock extends EventTarget {
  constructor({ address, token, remaining, paused, unsent = () => 0 }) {
    super();
    Object.assign(this, { address, token, paused, unsent, state: paused ? "paused" : "open", ends: null });
    this.set(remaining);
    this.told = new Set(TOLD_AT.filter((mark) => remaining < mark));
    setInterval(() => this.tick(), 250);
    this.later();
  }

  set(remaining) { this.remaining = remaining; this.at = performance.now(); }
  get left() { return this.paused ? this.remaining : Math.max(0, this.remaining - (performance.now() - this.at) / 1000); }

  get text() {
    const left = Math.ceil(this.left);
    if (left > LAST_MINUTES) return { minutes: Math.ceil(left / 60) };
    return { seconds: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` };
  }

  tick() {
    this.tell("tick", {});
    if (this.paused) return;
    for (const mark of TOLD_AT) if (this.left <= mark && !this.told.has(mark)) { this.told.add(mark); this.tell("mark", { minutes: mark / 60 }); }
    if (this.left <= 0 && !this.over) { this.over = true; this.tell("over", {}); this.ask(); }
  }

  later() { clearTimeout(this.timer); this.timer = setTimeout(() => this.ask(), (this.over ? 2000 : EVERY) * (1 + Math.random() / 5)); }

  async ask() {
    try {
      const answer = await fetch(this.address, {
        method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": this.token, Accept: "application/json" },
        body: JSON.stringify({ unsent: this.unsent() }), signal: AbortSignal.timeout(8000), redirect: "error" });
      const face = await answer.json();
      if (answer.status === 200) this.heard(face);
      else this.tell("deaf", { status: answer.status, error: face.error });
    } catch { this.tell("deaf", { status: 0 }); }
    this.later();
  }

  heard(face) {
    const before = { state: this.state, ends: this.ends };
    this.paused = face.paused; this.state = face.state; this.ends = face.ends_at;
    this.set(face.remaining);
    if (face.remaining > 0) this.over = false;
    this.told = new Set(TOLD_AT.filter((mark) => face.remaining < mark && this.told.has(mark)));
    this.tell("heard", { face });
    if (before.state !== face.state) this.tell("state", { state: face.state, before: before.state });
    else if (before.ends && face.ends_at && Math.abs(new Date(before.ends) - new Date(face.ends_at)) > 1500) this.tell("moved", { ends: face.ends_at });
  }

  tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}
