// The editor of offer templates: tags put in at the cursor and read back as chips, blocks added, moved and removed by
// buttons, by dragging and by Alt with an arrow. A chip of a date or an amount offers the ways of writing it. Without this script everything works by typing.

const list = document.querySelector("[data-blocks]");
const picker = document.querySelector("[data-picker]");
const chosen = document.querySelector("#tag-picker");
const note = document.querySelector("[data-picker-note]");
const words = list?.dataset ?? {};
const names = new Map([...(chosen?.options ?? [])].map((option) => [option.value, option.textContent]));
const kinds = new Map([...(chosen?.options ?? [])].map((option) => [option.value, option.dataset.kind]));
const waysOf = (tag) => document.querySelector(`[data-formats="${kinds.get(tag) ?? ""}"]`);
const blocks = () => [...list.querySelectorAll(".offer-block")];
const textOf = (block) => block.querySelector("textarea");
let target = null;

function changed(element) {
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

function number() {
  blocks().forEach((block, place, all) => {
    for (const part of block.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replaceAll(/blocks-\d+-/g, `blocks-${place}-`));
      }
    }
    block.setAttribute("aria-label", words.block.replace("0", place + 1));
    block.querySelector("[data-number]").textContent = words.block.replace("0", place + 1);
    block.querySelector("[data-up]").disabled = place === 0;
    block.querySelector("[data-down]").disabled = place === all.length - 1;
    block.querySelector("[data-remove]").disabled = all.length === 1;
  });
}

function readBack(block) {
  const place = block.querySelector("[data-read]");
  const text = textOf(block).value;
  place.replaceChildren();
  place.hidden = !text.includes("{{");
  let end = 0;
  [...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].forEach((match, number) => {
    place.append(text.slice(end, match.index), chipOf(block, match, number));
    end = match.index + match[0].length;
  });
  place.append(text.slice(end));
}

function chipOf(block, match, number) {
  const [tag, form = ""] = match[1].split("|").map((part) => part.trim());
  const ways = waysOf(tag);
  const known = names.has(tag) && (!form || [...(ways?.options ?? [])].some((way) => way.value === form));
  const chip = document.createElement("span");
  chip.className = known ? "offer-chip" : "offer-chip offer-chip-unknown";
  chip.textContent = known ? names.get(tag) : `${words.unknown} ${match[1]}`;
  if (!known || !ways) return chip;
  const list = ways.cloneNode(true);
  list.hidden = false;
  list.removeAttribute("data-formats");
  list.className = "offer-way";
  list.setAttribute("aria-label", `${names.get(tag)}: ${words.way}`);
  list.value = form;
  list.addEventListener("change", () => {
    const area = textOf(block);
    area.setRangeText(written(tag, list.value), match.index, match.index + match[0].length, "preserve");
    changed(area);
    block.querySelectorAll("[data-read] .offer-chip")[number]?.querySelector("select")?.focus();
  });
  chip.append(" ", list);
  return chip;
}

const written = (tag, form) => `{{${form ? `${tag}|${form}` : tag}}}`;

function offerWays() {
  const fitting = waysOf(chosen.value);
  for (const ways of picker.querySelectorAll("[data-formats]")) ways.hidden = ways !== fitting;
}

function move(block, step, back) {
  const all = blocks();
  const other = all[all.indexOf(block) + step];
  if (!other) return;
  if (step < 0) other.before(block);
  else other.after(block);
  number();
  changed(textOf(block));
  note.textContent = words.moved.replace("0", blocks().indexOf(block) + 1);
  const button = back?.disabled ? block.querySelector("button:not([disabled])") : back;
  (button ?? textOf(block)).focus();
}

function add() {
  const copy = blocks().at(-1).cloneNode(true);
  for (const input of copy.querySelectorAll("textarea, select")) {
    input.value = "";
    input.classList.remove("is-invalid");
  }
  copy.querySelectorAll(".crm-error").forEach((error) => error.remove());
  list.append(copy);
  readBack(copy);
  number();
  copy.querySelector("select").focus();
}

function remove(block) {
  const all = blocks();
  if (all.length === 1) return;
  const next = all[all.indexOf(block) + 1] ?? all[all.indexOf(block) - 1];
  block.remove();
  number();
  changed(textOf(next));
  textOf(next).focus();
}

function insert() {
  target = target?.isConnected ? target : textOf(blocks()[0]);
  target.setRangeText(written(chosen.value, waysOf(chosen.value)?.value), target.selectionStart, target.selectionEnd, "end");
  changed(target);
  target.focus();
  note.textContent = chosen.selectedOptions[0].textContent;
}

function dragging() {
  let held = null;
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("[data-grip]")?.closest(".offer-block") ?? null;
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.setDragImage(held, 16, 16);
    held.classList.add("offer-held");
  });
  list.addEventListener("dragover", (event) => {
    const over = held && event.target.closest(".offer-block");
    if (!over) return;
    event.preventDefault();
    const all = blocks();
    if (over === held) return;
    const box = over.getBoundingClientRect();
    const down = all.indexOf(held) < all.indexOf(over);
    if (down && event.clientY > box.top + box.height / 2) over.after(held);
    if (!down && event.clientY < box.top + box.height / 2) over.before(held);
  });
  list.addEventListener("drop", (event) => { if (held) event.preventDefault(); });
  list.addEventListener("dragend", () => {
    if (!held) return;
    held.classList.remove("offer-held");
    number();
    changed(textOf(held));
    note.textContent = words.moved.replace("0", blocks().indexOf(held) + 1);
    held = null;
  });
}

if (list) {
  const empty = (block) => !block.querySelector("select").value && !textOf(block).value;
  while (blocks().length > 1 && empty(blocks().at(-1)) && empty(blocks().at(-2))) blocks().at(-1).remove();
  picker.hidden = false;
  list.querySelectorAll("[data-moves], [data-grip]").forEach((moves) => { moves.hidden = false; });
  document.querySelector("[data-add-block]").hidden = false;
  document.querySelector("[data-add-block]").addEventListener("click", add);
  picker.querySelector("[data-insert-tag]").addEventListener("click", insert);
  chosen.addEventListener("change", offerWays);
  offerWays();
  dragging();
  list.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea")) target = event.target;
  });
  list.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) readBack(event.target.closest(".offer-block"));
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const block = event.target.closest(".offer-block");
    if (button?.matches("[data-up]")) move(block, -1, button);
    else if (button?.matches("[data-down]")) move(block, 1, button);
    else if (button?.matches("[data-remove]")) remove(block);
  });
  list.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(event.target.closest(".offer-block"), event.key === "ArrowUp" ? -1 : 1, event.target);
  });
  blocks().forEach(readBack);
  number();
}
