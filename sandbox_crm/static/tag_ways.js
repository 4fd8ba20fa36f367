// Under a text: the ways of writing of the dates and amounts that stand in it, each beside its name. A choice changes the tag
// in the text, as one change that can be undone.

import { fieldOf } from "./tag_field.js";
import { known, labelOf, waysOf } from "./tag_names.js";
import { tagsOf, written } from "./tag_text.js";

const words = document.querySelector("[data-blocks]")?.dataset ?? {};
const writable = (area) => tagsOf(fieldOf(area).text).filter((tag) => known(tag) && waysOf(tag.name));

function rowOf(area, tag, number, of) {
  const row = document.createElement("span");
  const list = waysOf(tag.name).cloneNode(true);
  const name = of > 1 ? `${labelOf(tag.name)} (${number})` : labelOf(tag.name);
  list.hidden = false;
  list.removeAttribute("data-formats");
  list.className = "offer-way";
  list.setAttribute("aria-label", `${name}: ${words.way}`);
  row.dataset.of = tag.name;
  row.append(`${name} `, list);
  return row;
}

/** Show the ways of what stands in a text now; lists that fit already stay, and with them the cursor. */
export function showWays(place, area) {
  const tags = writable(area);
  const rows = [...place.querySelectorAll("[data-of]")];
  if (rows.length !== tags.length || rows.some((row, number) => row.dataset.of !== tags[number].name)) {
    const counted = new Map();
    for (const tag of tags) counted.set(tag.name, (counted.get(tag.name) ?? 0) + 1);
    const seen = new Map();
    place.replaceChildren(`${words.way}:`, ...tags.map((tag) => {
      seen.set(tag.name, (seen.get(tag.name) ?? 0) + 1);
      return rowOf(area, tag, seen.get(tag.name), counted.get(tag.name));
    }));
  }
  place.hidden = tags.length === 0;
  [...place.querySelectorAll("select")].forEach((list, number) => { list.value = tags[number].form; });
}

/** A chosen way is written into the tag it belongs to. */
export function choosing(place, area) {
  place.addEventListener("change", (event) => {
    event.stopPropagation();
    const number = [...place.querySelectorAll("select")].indexOf(event.target);
    const tag = writable(area)[number];
    fieldOf(area).rewrite(tag.start, tag.end, written(tag.name, event.target.value));
  });
}
