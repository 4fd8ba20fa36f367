// The candidate's test: one question a view, an overview, and a bar that tells the truth about time and saving.
import { ServerClock } from "./clock.js";
import { AnswerQueue, TabStore } from "./queue.js";
import { isNumber, read, show, whole, wireOrdering } from "./widgets.js";

const SLOW = 1200, TYPING = 600;
const root = document.getElementById("test"), words = document.getElementById("words").dataset;
const token = document.querySelector("meta[name=csrf-token]").content;
const boxes = [...document.querySelectorAll(".question")], attempt = root.dataset.attempt;
const at = (id) => document.getElementById(id);
const say = (text, values = {}) => Object.entries(values).reduce((done, [name, value]) => done.replace(`{${name}}`, value), text);
const announce = (text) => { at("announcer").textContent = text; };
const hhmm = (date) => new Date(date).toLocaleTimeString("pl-PL", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Warsaw" });
const hhmmss = (date) => new Date(date).toLocaleTimeString("pl-PL", { timeZone: "Europe/Warsaw" });
const values = new Map(boxes.map((box) => [box.dataset.item, JSON.parse(box.dataset.value)]));
const boxOf = new Map(boxes.map((box) => [box.dataset.item, box]));
const timers = new Map();
let here = 0, ended = false, unsentSince = null, wasFailing = false, leaving = false;

const queue = new AnswerQueue({
  address: (item) => `/api/attempts/${attempt}/responses/${encodeURIComponent(item)}`, token, store: new TabStore(`answers:${attempt}`),
  revs: Object.fromEntries(boxes.map((box) => [box.dataset.item, Number(box.dataset.rev)])) });
const clock = new ServerClock({
  address: `/api/attempts/${attempt}/heartbeat`, token, remaining: Number(root.dataset.remaining),
  paused: root.dataset.paused === "yes", unsent: () => queue.unsent });
clock.ends = root.dataset.ends || null;

// --- one question a view -------------------------------------------------------------------------------------------
function open(index, focus = true) {
  flushTyping();
  here = Math.min(Math.max(index, 0), boxes.length - 1);
  boxes.forEach((box, i) => { box.hidden = i !== here; });
  at("previous").disabled = here === 0;
  at("next").disabled = here === boxes.length - 1;
  at("exam-place").textContent = say(words.place, { number: here + 1, total: boxes.length });
  for (const link of document.querySelectorAll("[data-jump]")) {
    if (Number(link.dataset.jump) === here + 1) link.setAttribute("aria-current", "step"); else link.removeAttribute("aria-current");
  }
  history.replaceState(null, "", `#q${here + 1}`);
  if (focus) { boxes[here].querySelector("h2").focus({ preventScroll: true }); scrollTo(0, 0); }
}
at("previous").addEventListener("click", () => open(here - 1));
at("next").addEventListener("click", () => open(here + 1));
at("grid").addEventListener("click", (event) => {
  const link = event.target.closest("[data-jump]");
  if (link) { event.preventDefault(); open(Number(link.dataset.jump) - 1); }
});
addEventListener("keydown", (event) => {
  if (event.key === "?" && !event.target.matches("input, textarea")) document.querySelector(".keys").toggleAttribute("open");
  if (!event.altKey || event.ctrlKey) return;
  if (event.key === "ArrowRight") open(here + 1); else if (event.key === "ArrowLeft") open(here - 1);
  else if (event.key.toLowerCase() === "m") boxes[here].querySelector("[data-flag]").click(); else return;
  event.preventDefault();
});

// --- answers -------------------------------------------------------------------------------------------------------
function changed(box) {
  const value = read(box), item = box.dataset.item, note = box.querySelector("[data-note]");
  note.textContent = "";
  if (box.dataset.kind === "numeric") {
    const fine = isNumber(value);
    box.querySelector("[data-error]").textContent = fine ? "" : words.numberError;
    box.querySelector("input[inputmode]").setAttribute("aria-invalid", String(!fine));
    if (!fine) return;
  }
  if (JSON.stringify(value) === JSON.stringify(values.get(item))) return;
  values.set(item, value);
  queue.put(item, value);
  paint(box);
}

function wire(box) {
  const { kind } = box.dataset;
  box.querySelector("[data-clear]").addEventListener("click", () => {
    show(box, null); changed(box); box.querySelector("h2").focus();
  });
  box.querySelector("[data-flag]").addEventListener("change", (event) => mark(box, event.target.checked));
  if (kind === "ordering") { show(box, values.get(box.dataset.item)); wireOrdering(box, () => changed(box)); return; }
  if (kind === "numeric") {
    const input = box.querySelector("input[inputmode]");
    input.addEventListener("input", () => {
      clearTimeout(timers.get(box));
      timers.set(box, setTimeout(() => { timers.delete(box); changed(box); }, TYPING));
    });
    input.addEventListener("change", flushTyping);
    return;
  }
  box.addEventListener("change", (event) => {
    if (event.target.matches("[data-flag]")) return;
    if (kind === "multiple" && event.target.checked && read(box).length > Number(box.dataset.choose)) {
      event.target.checked = false;
      box.querySelector("[data-note]").textContent = words.tooMany;
      return;
    }
    changed(box);
  });
}

function flushTyping() {
  for (const [box, timer] of timers) { clearTimeout(timer); timers.delete(box); changed(box); }
}

async function mark(box, flagged, tries = 0) {
  box.dataset.flagged = flagged ? "yes" : "no";
  paint(box);
  try {
    const answer = await fetch(`/api/attempts/${attempt}/flags/${encodeURIComponent(box.dataset.item)}`, {
      method: "PUT", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ flagged }), redirect: "error" });
    if (answer.ok || answer.status < 500) return;
  } catch { /* tried again below */ }
  if (tries < 60) setTimeout(() => { if ((box.dataset.flagged === "yes") === flagged) mark(box, flagged, tries + 1); }, 5000);
}

// --- what the page says --------------------------------------------------------------------------------------------
function paint(box) {
  const value = values.get(box.dataset.item), cell = document.querySelector(`[data-jump="${box.dataset.number}"]`);
  const state = value === null ? "empty" : whole(box, value) ? "answered" : "partial", flagged = box.dataset.flagged === "yes";
  cell.className = `cell cell-${state}${flagged ? " cell-flagged" : ""}`;
  const name = words[`state${state[0].toUpperCase()}${state.slice(1)}`];
  cell.setAttribute("aria-label", `${say(words.place, { number: box.dataset.number, total: boxes.length })}: ${name}${flagged ? `, ${words.stateFlagged}` : ""}`);
  box.querySelector("[data-clear]").hidden = value === null;
  const chosen = box.querySelector("[data-chosen]");
  if (chosen) chosen.textContent = say(words.chosen, { count: value?.length ?? 0, total: box.dataset.choose });
  const done = boxes.filter((one) => values.get(one.dataset.item) !== null).length;
  at("overview-count").textContent = say(words.count, { answered: done, total: boxes.length });
}

function tellSaving() {
  const unsent = queue.unsent, line = at("exam-saving"), now = performance.now();
  unsentSince = unsent ? unsentSince ?? now : null;
  const slow = unsent && (queue.failing || now - unsentSince > SLOW);
  let text = queue.savedAt ? say(words.saved, { time: hhmmss(queue.savedAt) }) : words.ready;
  if (queue.signedOut) text = words.signedOut;
  else if (slow) text = unsent === 1 ? words.unsentOne : say(words.unsentMany, { count: unsent });
  else if (unsent) text = words.saving;
  if (line.textContent !== text) line.textContent = text;
  line.dataset.state = queue.signedOut ? "bad" : slow ? "unsent" : unsent ? "saving" : "saved";
  if (wasFailing && !unsent) announce(words.back);
  wasFailing = unsent ? wasFailing || slow : false;
}

function tellTime() {
  const { minutes, seconds } = clock.text, face = at("exam-clock");
  const text = clock.paused ? words.pauseClock : minutes ? say(words.minutes, { count: minutes }) : seconds;
  if (face.textContent !== text) face.textContent = text;
  face.classList.toggle("last-minutes", !clock.paused && !minutes);
  if (!clock.paused && clock.left < 3) flushTyping();
}

function cover() {
  at("paused").hidden = !clock.paused || ended;
  at("ended").hidden = !ended;
  at("work").hidden = clock.paused || ended;
}

// --- the end -------------------------------------------------------------------------------------------------------
function finish() {
  if (ended) return;
  flushTyping();
  ended = true;
  cover();
  at("ended").querySelector("h2").focus();
  queue.hurry();
  const since = performance.now();
  const leave = () => {
    if (!queue.unsent || performance.now() - since > 6000) { leaving = true; location.assign("/test"); } else setTimeout(leave, 300);
  };
  leave();
}

at("to-hand-in").addEventListener("click", (event) => {
  event.preventDefault();
  flushTyping();
  queue.hurry();
  const go = () => { if (queue.unsent) setTimeout(go, 300); else { leaving = true; location.assign(event.target.href); } };
  go();
});
addEventListener("beforeunload", (event) => { flushTyping(); if (queue.unsent && !leaving) event.preventDefault(); });

queue.addEventListener("change", tellSaving);
queue.addEventListener("stale", ({ detail }) => {
  const box = boxOf.get(detail.item);
  values.set(detail.item, detail.reply.current.value);
  show(box, detail.reply.current.value);
  box.querySelector("[data-note]").textContent = words.stale;
  paint(box);
});
queue.addEventListener("refused", ({ detail }) => { boxOf.get(detail.item).querySelector("[data-note]").textContent = detail.reply.message || words.refused; });
queue.addEventListener("ended", () => { announce(words.late); clock.ask(); });
clock.addEventListener("tick", () => { tellTime(); tellSaving(); });
clock.addEventListener("mark", ({ detail }) => announce(say(words.announceMinutes, { count: detail.minutes })));
clock.addEventListener("moved", ({ detail }) => announceVisibly(say(words.extended, { time: hhmm(detail.ends) })));
clock.addEventListener("state", ({ detail }) => {
  if (detail.state === "submitted" || detail.state === "expired") { finish(); return; }
  announce(detail.state === "paused" ? words.paused : words.resumed);
  cover();
  if (detail.state === "open") queue.hurry();
  (detail.state === "paused" ? at("paused").querySelector("h2") : boxes[here].querySelector("h2")).focus();
});
clock.addEventListener("heard", () => { if (queue.failing && !queue.signedOut) queue.hurry(); });
clock.addEventListener("deaf", ({ detail }) => {
  if (detail.status === 401) { queue.signedOut = true; tellSaving(); }
  if (clock.over && detail.status === 0) {
    at("ended").hidden = false; at("work").hidden = true;
    at("ended-text").textContent = say(words.timeOverOffline, { count: queue.unsent });
  }
});

function announceVisibly(text) {
  announce(text);
  const line = document.createElement("p");
  line.className = "alert alert-info"; line.textContent = text;
  root.before(line);
  setTimeout(() => line.remove(), 30000);
}

for (const box of boxes) {
  const waiting = queue.pendingValue(box.dataset.item);
  if (waiting) { values.set(box.dataset.item, waiting.value); show(box, waiting.value); }
  wire(box); paint(box);
}
open((Number(location.hash.slice(2)) || 1) - 1, false);
addEventListener("hashchange", () => open((Number(location.hash.slice(2)) || 1) - 1));
cover(); tellTime(); tellSaving();
clock.ask();
