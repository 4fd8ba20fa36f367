// Two braces typed in a text offer the tags under it: letters narrow the list (a part of a name or of the tag, accents or
// not), arrows choose, Enter puts the chip in at the cursor, Escape closes the list and leaves what was typed.

import { offered } from "./tag_names.js";
import { fieldOf } from "./tag_field.js";
import { written } from "./tag_text.js";

const BEGUN = /\{\{([^{}\n]{0,40})$/;
const words = document.querySelector("[data-blocks]")?.dataset ?? {};
const folded = (text) => text.toLowerCase().replaceAll("ł", "l").normalize("NFD").replaceAll(/\p{M}/gu, "");
const listed = offered.map((one) => ({ ...one, found: folded(`${one.label} ${one.tag}`) }));

const box = document.createElement("ul");
box.id = "tag-offers";
box.className = "crm-offered offer-offered";
box.hidden = true;
box.setAttribute("role", "listbox");
box.setAttribute("aria-label", words.tags);
let field = null;
let refused = null; // what Escape was pressed on is not offered again
let say = () => {};

function begun() {
  const [start, end] = field.range();
  return start === end ? field.text.slice(0, end).match(BEGUN) : null;
}

function close() {
  if (box.hidden) return;
  box.hidden = true;
  say("");
  field?.box.removeAttribute("aria-activedescendant");
  field?.box.removeAttribute("aria-controls");
}

function choose(option) {
  for (const one of box.querySelectorAll("[role=option]")) one.setAttribute("aria-selected", String(one === option));
  field.box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function entry(one, place) {
  const option = document.createElement("li");
  option.id = `tag-offer-${place}`;
  option.dataset.tag = one.tag;
  option.setAttribute("role", "option");
  option.textContent = one.name;
  return option;
}

function grouped(found) {
  return [...Map.groupBy(found, (one) => one.group)].map(([name, tags], number) => {
    const group = document.createElement("ul");
    const head = document.createElement("li");
    group.className = "offer-offered-group";
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", `tag-group-${number}`);
    head.id = `tag-group-${number}`;
    head.className = "crm-offered-head";
    head.setAttribute("role", "presentation");
    head.textContent = name;
    group.append(head, ...tags.map((one) => entry(one, listed.indexOf(one))));
    const holder = document.createElement("li");
    holder.setAttribute("role", "presentation");
    holder.append(group);
    return holder;
  });
}

/** Show what fits the letters after the two braces before the cursor; `say` tells how many there are. */
export function offer(shown, tell) {
  if (field && field !== shown) close();
  field = shown;
  say = tell;
  const match = begun();
  const asked = match && folded(match[1].trim());
  const found = match ? listed.filter((one) => asked.split(/\s+/).every((part) => one.found.includes(part))) : [];
  if (!match) refused = null;
  if (!found.length || match.index === refused) {
    close();
    return;
  }
  box.replaceChildren(...grouped(found));
  if (box.hidden) say(words.offers);
  box.hidden = false;
  field.box.after(box);
  field.box.setAttribute("aria-controls", box.id);
  choose(box.querySelector("[role=option]"));
}

function take(option) {
  const match = begun();
  const [, end] = field.range();
  close();
  field.replace(match ? match.index : end, end, written(option.dataset.tag, ""));
}

/** The keys of the open list; whether the key was one of them. */
function key(event) {
  const options = [...box.querySelectorAll("[role=option]")];
  const here = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const steps = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 8, PageUp: here - 8 };
  if (event.key in steps && !event.altKey) {
    const there = steps[event.key];
    const last = options.length - 1;
    choose(options[event.key.startsWith("Page") ? Math.min(last, Math.max(0, there)) : (there + options.length) % options.length]);
  } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) take(options[here]);
  else if (event.key === "Escape") {
    refused = begun()?.index ?? null;
    close();
  } else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (box.hidden || event.isComposing || fieldOf(event.target) !== field || !key(event)) return;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });
document.addEventListener("selectionchange", () => { if (!box.hidden && !begun()) close(); });
document.addEventListener("focusin", (event) => { if (field && fieldOf(event.target) !== field) close(); });
box.addEventListener("mousedown", (event) => {
  event.preventDefault();
  const option = event.target.closest("[role=option]");
  if (option) take(option);
});
