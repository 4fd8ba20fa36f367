// The queue of answers: every change is sent until the server echoes its key and the hash of its value.
// "Saved" means exactly that echo; a status code alone, a captive portal's page or a cut reply never counts.
import { canonical, sha256 } from "./sha256.js";

const FIRST_WAIT = 1000, LONGEST_WAIT = 15000, PATIENCE = 10000;

// Where unsent changes wait. This one survives a reload of the tab; any object with load and save may take its place.
export class TabStore {
  constructor(name) { this.name = name; }
  load() { try { return JSON.parse(sessionStorage.getItem(this.name)) || []; } catch { return []; } }
  save(entries) {
    try { entries.length ? sessionStorage.setItem(this.name, JSON.stringify(entries)) : sessionStorage.removeItem(this.name); } catch { /* memory still holds them */ }
  }
}

function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class AnswerQueue extends EventTarget {
  // address: item -> URL; token: CSRF token; store: see TabStore; revs: item -> revision that the server holds.
  constructor({ address, token, store, revs = {} }) {
    super();
    Object.assign(this, { address, token, store, revs: { ...revs } });
    this.entries = store.load();
    this.sending = false; this.failing = false; this.signedOut = false; this.wait = FIRST_WAIT; this.savedAt = null;
    addEventListener("online", () => this.hurry());
    if (this.entries.length) this.pump();
  }

  get unsent() { return this.entries.length; }
  pendingValue(item) { return this.entries.findLast((entry) => entry.item === item); }

  put(item, value) {
    const last = this.pendingValue(item);
    if (last && !last.tried) Object.assign(last, { value, key: freshKey() });
    else {
      const base = last ? last.rev : this.revs[item] || 0;
      this.entries.push({ key: freshKey(), item, rev: base + 1, base_rev: base, value, tried: false });
    }
    this.changed();
    this.pump();
  }

  hurry() { clearTimeout(this.timer); this.timer = null; this.wait = FIRST_WAIT; this.pump(); }

  async pump() {
    if (this.sending || this.timer || !this.entries.length) return;
    this.sending = true;
    const entry = this.entries[0];
    entry.tried = true;
    this.store.save(this.entries);
    const settled = await this.send(entry);
    this.sending = false;
    if (settled) { this.failing = this.signedOut = false; this.wait = FIRST_WAIT; this.changed(); this.pump(); return; }
    this.failing = true;
    this.changed();
    this.timer = setTimeout(() => { this.timer = null; this.pump(); }, this.wait * (1 + Math.random() / 3));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  async send(entry) {
    const { key, rev, base_rev, value } = entry;
    let answer, reply;
    try {
      answer = await fetch(this.address(entry.item), {
        method: "PUT", headers: { "Content-Type": "application/json", "X-CSRFToken": this.token, Accept: "application/json" },
        body: JSON.stringify({ key, rev, base_rev, value }), signal: AbortSignal.timeout(PATIENCE), redirect: "error" });
      reply = await answer.json();
    } catch { return false; }
    if (answer.status === 200 && reply.key === key && reply.rev === rev && reply.sha256 === sha256(canonical(value))) {
      this.revs[entry.item] = rev; this.savedAt = new Date(reply.server_time);
      this.drop((other) => other === entry); this.tell("saved", { item: entry.item, reply });
      return true;
    }
    if (answer.status === 409 && reply.key === key && reply.current) return this.refused(entry, reply);
    if (answer.status === 401 || reply.error === "csrf") { this.signedOut = true; return false; }
    if ((answer.status === 422 || answer.status === 404) && reply.error) {
      this.drop((other) => other.item === entry.item); this.tell("refused", { item: entry.item, reply });
      return true;
    }
    return false;
  }

  refused(entry, reply) {
    this.revs[entry.item] = reply.current.rev;
    this.drop((other) => other.item === entry.item);
    this.tell(reply.error === "stale" ? "stale" : "ended", { item: entry.item, reply });
    return true;
  }

  drop(which) { this.entries = this.entries.filter((entry) => !which(entry)); this.store.save(this.entries); }
  changed() { this.store.save(this.entries); this.tell("change", {}); }
  tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}
