// Answers read from the CRM: "saved" only when the server has echoed the key and the digest of what was typed.
import { words } from "./words.js";

const SETTLE = 600;

async function digest(value) {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

class Answer {
  constructor(box, token) {
    this.box = box;
    this.token = token;
    this.input = box.querySelector("input");
    this.note = box.querySelector(".px-saved");
    this.rev = Number(box.dataset.rev);
    this.saved = this.input.value;
    this.failures = 0;
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("blur", () => this.flush());
  }

  get dirty() { return this.input.value !== this.saved || Boolean(this.pending); }

  // Leaving the page would lose it: sending fails, or it changed again while the change before is on its way.
  get atRisk() { return this.dirty && (this.failures > 0 || (this.sending && this.input.value !== this.pending?.value)); }

  changed() {
    clearTimeout(this.timer);
    this.say(words.saving);
    this.timer = setTimeout(() => this.flush(), SETTLE);
  }

  flush() {
    clearTimeout(this.timer);
    if (this.sending || (!this.pending && this.input.value === this.saved)) return;
    this.pending ??= { key: crypto.randomUUID(), rev: this.rev + 1, base_rev: this.rev, value: this.input.value };
    this.send();
  }

  async send() {
    this.sending = true;
    const change = this.pending;
    try {
      const response = await fetch(this.box.dataset.url, {
        method: "PUT", headers: { "Content-Type": "application/json", "X-CSRFToken": this.token }, body: JSON.stringify(change),
        keepalive: true, // goes on when the page is left
      });
      const reply = await response.json();
      await this.take(response.status, reply, change);
    } catch {
      this.again();
    } finally {
      this.sending = false;
    }
    if (!this.pending && this.input.value !== this.saved) this.flush();
  }

  async take(status, reply, change) {
    if (status === 200 && reply.key === change.key && reply.sha256 === await digest(change.value)) {
      this.settle(change.rev, change.value);
      if (this.input.value === change.value) this.say(words.saved, "good");
    } else if (status === 409 && reply.error === "stale") {
      this.settle(reply.current.rev, reply.current.value ?? "");
      this.input.value = this.saved;
      this.say(words.stale, "look");
    } else if (status === 409 && (reply.error === "late" || reply.error === "closed")) {
      this.settle(this.rev, this.input.value);
      this.say(words.lost, "bad");
    } else if (status === 422) {
      this.pending = null;
      this.saved = this.input.value;
      this.say(`${words.refused} ${reply.message}`, "bad");
    } else {
      this.again();
    }
  }

  settle(rev, value) {
    this.rev = rev;
    this.saved = value;
    this.pending = null;
    this.failures = 0;
  }

  again() {
    this.failures += 1;
    this.say(words.unsent, "look");
    const wait = Math.min(15_000, 1000 * 2 ** Math.min(this.failures, 4)) * (0.7 + Math.random() * 0.6);
    setTimeout(() => this.send(), wait);
  }

  say(text, kind = "") {
    this.note.textContent = text;
    this.note.dataset.kind = kind;
  }
}

export class Answers {
  constructor(token) {
    this.token = token;
    this.all = [];
    addEventListener("beforeunload", (event) => {
      this.flush();
      if (this.all.some((answer) => answer.atRisk)) event.preventDefault();
    });
  }

  adopt(root) {
    for (const box of root.querySelectorAll("[data-question]")) this.all.push(new Answer(box, this.token));
  }

  flush() { for (const answer of this.all) answer.flush(); }

  unsent() { return this.all.filter((answer) => answer.dirty).length; }
}
