// The board: a card goes to another stage by pointer, by its menu, or by keyboard. Every way sends the card's own form,
// so that the server's one command decides. Won, lost, reopened and new open their forms in a dialog over the board; leaving
// it changes nothing, the card stands where it was.

const place = document.querySelector("#board-place");
const said = document.querySelector("#board-said");
const NEAR = 6; // pixels that make a drag of a press
const EDGE = 40; // pixels from the board's edge where it turns

const say = (text, name = "") => { said.textContent = text.replace("{name}", name); };
const columns = () => [...place.querySelectorAll(".board-column")];
const columnOf = (card) => card.closest(".board-column");
const mark = (column) => columns().forEach((one) => one.classList.toggle("board-over", one === column));

function drop(card, column) {
  mark(null);
  if (!column || column === columnOf(card)) return say(place.dataset.cancelled);
  if (card.dataset.kind !== "open") {
    if (column.dataset.kind === "open") openDialog(`${card.dataset.reopen}?stage_id=${column.dataset.stage}`, card);
    else say(place.dataset.failed);
    return undefined;
  }
  if (column.dataset.kind !== "open") return openDialog(card.dataset[column.dataset.kind], card);
  const form = card.querySelector("form[data-command]");
  form.querySelector("[name=stage_id]").value = column.dataset.stage;
  return send(form, column.dataset.name, card.dataset.card);
}

async function send(form, name, id) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } });
    if (!answer.ok) return say(await refusal(answer));
    await refresh(id, warning(pageOf(await answer.text())));
    say(place.dataset.moved, name);
  } catch {
    say(place.dataset.failed);
  }
  return undefined;
}

const pageOf = (text) => new DOMParser().parseFromString(text, "text/html");

// What the server warns of after a move that it carried out (a gate that warns).
const warning = (page) => [...page.querySelectorAll(".crm-notes .alert-warning")].map((one) => one.textContent.trim()).join(" ");

// The board as it stands now, from the server; the card that moved keeps the focus.
async function refresh(id, note = "") {
  const page = pageOf(await (await fetch(window.location.href)).text());
  place.replaceChildren(...page.querySelector("#board-place").childNodes);
  if (note) tell(note, "warning");
  (place.querySelector(`[data-card="${id}"] a`) ?? place.querySelector(".board"))?.focus();
}

// What the server says of a refused move stands where everybody sees it, not only in the spoken line.
async function refusal(answer) {
  const page = pageOf(await answer.text());
  const words = page.querySelector("[data-faults] h2, main p")?.textContent.trim() || place.dataset.failed;
  tell(words, "danger");
  return words;
}

function tell(words, kind) {
  const note = document.createElement("p");
  note.className = `alert alert-${kind} py-2`;
  note.textContent = words;
  place.querySelectorAll(":scope > .alert").forEach((old) => old.remove());
  place.prepend(note);
}

// A form of its own page, shown over the board. It is saved only by its button; Escape, Cancel and a click beside it leave
// everything as it was.
const dialog = document.querySelector("#board-dialog");
let origin = null; // the card or link that the dialog was opened from

async function openDialog(address, from) {
  origin = from;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || !fill(pageOf(await answer.text()))) return window.location.assign(address);
    dialog.showModal();
    dialog.querySelector("[data-faults], form .form-control, form .form-select")?.focus();
  } catch {
    say(place.dataset.failed);
  }
  return undefined;
}

function fill(page) {
  const form = page.querySelector("main form.crm-form[data-command]");
  if (!form) return false;
  const title = [...page.querySelectorAll("main .crm-head h1, main .crm-head .crm-note")].map((one) => one.textContent.trim());
  dialog.querySelector("h2").textContent = title.join(": ");
  dialog.querySelector("[data-dialog-body]").replaceChildren(...page.querySelectorAll("main .alert-warning"), form);
  return true;
}

async function save(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } });
  const text = await answer.text();
  if (!answer.ok) {
    if (fill(pageOf(text))) dialog.querySelector("[data-faults]")?.focus();
    else say(place.dataset.failed);
    return;
  }
  const made = answer.url.match(/\/(\d+)$/)?.[1];
  origin = null;
  dialog.close();
  await refresh(made);
  say(place.dataset.saved);
}

dialog?.addEventListener("submit", (event) => {
  event.preventDefault();
  save(event.target).catch(() => say(place.dataset.failed));
});

dialog?.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest(".crm-form-end a")) {
    event.preventDefault();
    dialog.close();
  }
});

dialog?.addEventListener("close", () => {
  if (!origin) return;
  (origin.matches("a") ? origin : origin.querySelector("a"))?.focus();
  say(place.dataset.cancelled);
});

place.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openDialog(link.href, link);
});

place.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-command]");
  if (!form) return;
  event.preventDefault();
  const chosen = form.querySelector("[name=stage_id]").selectedOptions[0];
  send(form, chosen.textContent, form.closest("[data-card]").dataset.card);
});

// Pointer: mouse, pen and touch alike. A short press stays a click on the card's link.
let held = null;
let dragged = false;

place.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card || event.button !== 0 || event.target.closest("details, form")) return;
  held = { card, x: event.clientX, y: event.clientY };
  dragged = false;
});

window.addEventListener("pointermove", (event) => {
  if (!held) return;
  const dx = event.clientX - held.x;
  const dy = event.clientY - held.y;
  if (!dragged && Math.hypot(dx, dy) < NEAR) return;
  dragged = true;
  held.card.classList.add("board-lifted");
  held.card.style.transform = `translate(${dx}px, ${dy}px)`;
  mark(under(event));
  follow(event.clientX);
});

// A card held at the edge of the board turns the board under it.
function follow(x) {
  const board = place.querySelector(".board");
  const { left, right } = board.getBoundingClientRect();
  if (x > right - EDGE) board.scrollBy({ left: 12 });
  else if (x < left + EDGE) board.scrollBy({ left: -12 });
}

window.addEventListener("pointerup", (event) => {
  if (!held) return;
  const { card } = held;
  held = null;
  if (!dragged) return;
  settle(card);
  drop(card, under(event));
});

window.addEventListener("pointercancel", () => {
  if (held) settle(held.card);
  held = null;
  mark(null);
});

place.addEventListener("click", (event) => {
  if (dragged && event.target.closest("[data-card]")) event.preventDefault();
  dragged = false;
}, true);

function under(event) {
  return document.elementsFromPoint(event.clientX, event.clientY).filter((one) => !one.closest(".board-lifted"))
    .map((one) => one.closest(".board-column")).find((column) => column) ?? null;
}

function settle(card) {
  card.classList.remove("board-lifted");
  card.style.transform = "";
}

// Keyboard: space lifts the card whose name has the focus, arrows choose the stage, Enter moves, Escape cancels.
let lifted = null;

place.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-card]");
  if (!lifted) {
    if (event.key === " " && !event.ctrlKey && event.target.matches(".board-name")) {
      event.preventDefault();
      lifted = { card, at: columns().indexOf(columnOf(card)) };
      card.classList.add("board-lifted");
      say(place.dataset.lifted, card.dataset.name);
    }
    return;
  }
  const steps = { ArrowLeft: -1, ArrowRight: 1 };
  if (event.key in steps) {
    lifted.at = Math.min(Math.max(lifted.at + steps[event.key], 0), columns().length - 1);
    mark(columns()[lifted.at]);
    columns()[lifted.at].scrollIntoView({ block: "nearest", inline: "nearest" });
    say(place.dataset.over, columns()[lifted.at].dataset.name);
  } else if (event.key === "Enter" || event.key === " ") {
    release((one, at) => drop(one, columns()[at]));
  } else if (event.key === "Escape" || event.key === "Tab") {
    release(() => { mark(null); say(place.dataset.cancelled); });
    if (event.key === "Tab") return;
  } else return;
  event.preventDefault();
});

function release(then) {
  const { card, at } = lifted;
  lifted = null;
  card.classList.remove("board-lifted");
  then(card, at);
}
