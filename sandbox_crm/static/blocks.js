// The editor of offer templates: texts with tags as chips, tags put in at the cursor, blocks added, moved and removed by
// buttons, by dragging and by Alt with an arrow. Without this script everything works by typing.

import { TagField, fieldOf } from "./tag_field.js";
import { chipWords, known, waysOf } from "./tag_names.js";
import { offer } from "./tag_offers.js";
import { tagsOf, written } from "./tag_text.js";
import { choosing, showWays } from "./tag_ways.js";

const list = document.querySelector("[data-blocks]");
const picker = document.querySelector("[data-picker]");
const chosen = document.querySelector("#tag-picker");
const note = document.querySelector("[data-picker-note]");
const words = list?.dataset ?? {};
const blocks = () => [...list.querySelectorAll(".offer-block")];
const areaOf = (block) => block.querySelector("textarea");
const fieldIn = (block) => fieldOf(areaOf(block));
const say = (text) => { note.textContent = text; };
let target = null;
let blank = null;

function changed(element) {
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

const LONG = ["paragraph", "terms"];
const NUMBERED = ["id", "name", "for", "aria-describedby", "aria-labelledby"];

function number() {
  blocks().forEach((block, place, all) => {
    for (const part of block.querySelectorAll(NUMBERED.map((name) => `[${name}]`).join())) {
      for (const name of NUMBERED) {
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
  changed(areaOf(block));
  say(words.moved.replace("0", blocks().indexOf(block) + 1));
  const button = back?.disabled ? block.querySelector("button:not([disabled])") : back;
  (button ?? fieldIn(block)).focus();
}

function emptied(block) {
  const copy = block.cloneNode(true);
  for (const input of copy.querySelectorAll("textarea, select")) {
    input.value = "";
    input.classList.remove("is-invalid");
    for (const name of ["aria-invalid", "aria-describedby", "placeholder"]) input.removeAttribute(name);
  }
  copy.querySelectorAll(".crm-error").forEach((error) => error.remove());
  return copy;
}

/** An unknown tag is said when it comes: whoever does not see its chip would learn of it only at the save. */
function sayStrange(field) {
  const strange = tagsOf(field.text).filter((tag) => !known(tag));
  if (strange.length > (field.strange ?? 0)) say(chipWords(strange.at(-1)));
  field.strange = strange.length;
}

function dress(block) {
  const area = areaOf(block);
  const ways = block.querySelector("[data-ways]");
  const kind = block.querySelector("select");
  const field = new TagField(area);
  const suit = () => field.suit(list.getAttribute(`data-hint-${kind.value}`) ?? "", LONG.includes(kind.value));
  area.addEventListener("input", () => showWays(ways, area));
  kind.addEventListener("change", suit);
  choosing(ways, area);
  suit();
  showWays(ways, area);
}

function add() {
  const copy = blank.cloneNode(true);
  list.append(copy);
  number();
  dress(copy);
  copy.querySelector("select").focus();
}

function remove(block) {
  const all = blocks();
  if (all.length === 1) return;
  const next = all[all.indexOf(block) + 1] ?? all[all.indexOf(block) - 1];
  block.remove();
  number();
  changed(areaOf(next));
  fieldIn(next).focus();
}

function insert() {
  target = target?.area.isConnected ? target : fieldIn(blocks()[0]);
  target.put(written(chosen.value, waysOf(chosen.value)?.value));
  say(chosen.selectedOptions[0].textContent);
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
    changed(areaOf(held));
    say(words.moved.replace("0", blocks().indexOf(held) + 1));
    held = null;
  });
}

if (list) {
  const empty = (block) => !block.querySelector("select").value && !areaOf(block).value;
  while (blocks().length > 1 && empty(blocks().at(-1)) && empty(blocks().at(-2))) blocks().at(-1).remove();
  document.querySelectorAll("[data-dressed]").forEach((shown) => { shown.hidden = false; });
  blank = emptied(blocks().at(-1));
  document.querySelectorAll("[data-plain]").forEach((plain) => { plain.hidden = true; });
  document.querySelector("[data-add-block]").addEventListener("click", add);
  picker.querySelector("[data-insert-tag]").addEventListener("click", insert);
  chosen.addEventListener("change", offerWays);
  offerWays();
  dragging();
  list.addEventListener("focusin", (event) => {
    const field = fieldOf(event.target);
    if (field) target = field;
  });
  list.addEventListener("input", (event) => {
    const field = fieldOf(event.target);
    if (field && document.activeElement === field.box) {
      sayStrange(field);
      offer(field, say);
    }
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
  blocks().forEach(dress);
  number();
  window.addEventListener("pageshow", () => { // what the browser puts back on the way back may come late
    for (const block of blocks()) {
      fieldIn(block).draw();
      showWays(block.querySelector("[data-ways]"), areaOf(block));
    }
  });
}
