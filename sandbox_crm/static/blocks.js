// The editor of offer templates: tags put in at the cursor and read back as chips, blocks added, moved and removed by
// buttons and by Alt with an arrow. Without this script everything works by typing.

const list = document.querySelector("[data-blocks]");
const picker = document.querySelector("[data-picker]");
const chosen = document.querySelector("#tag-picker");
const note = document.querySelector("[data-picker-note]");
const words = list?.dataset ?? {};
const names = new Map([...(chosen?.options ?? [])].map((option) => [option.value, option.textContent]));
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
  for (const match of text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)) {
    const chip = document.createElement("span");
    chip.className = names.has(match[1]) ? "offer-chip" : "offer-chip offer-chip-unknown";
    chip.textContent = names.get(match[1]) ?? `${words.unknown} ${match[1]}`;
    place.append(text.slice(end, match.index), chip);
    end = match.index + match[0].length;
  }
  place.append(text.slice(end));
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
  target.setRangeText(`{{${chosen.value}}}`, target.selectionStart, target.selectionEnd, "end");
  changed(target);
  target.focus();
  note.textContent = chosen.selectedOptions[0].textContent;
}

if (list) {
  const empty = (block) => !block.querySelector("select").value && !textOf(block).value;
  while (blocks().length > 1 && empty(blocks().at(-1)) && empty(blocks().at(-2))) blocks().at(-1).remove();
  picker.hidden = false;
  list.querySelectorAll("[data-moves]").forEach((moves) => { moves.hidden = false; });
  document.querySelector("[data-add-block]").hidden = false;
  document.querySelector("[data-add-block]").addEventListener("click", add);
  picker.querySelector("[data-insert-tag]").addEventListener("click", insert);
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
