// How a text with tags stands on the page: pieces of text and chips by turns, and which place of the text is where. Nothing is
// ever read as markup: a chip and a piece of text are made as nodes.

import { chipWords, known } from "./tag_names.js";
import { tagsOf } from "./tag_text.js";

const HOLDER = "\uFEFF"; // where no text is, a cursor needs something to stand in

const stripped = (text) => text.replaceAll(HOLDER, "");
const isText = (node) => node.nodeType === Node.TEXT_NODE;
const isEnd = (node) => node.nodeName === "BR" && node.dataset.end !== undefined;

function textOfNode(node) {
  if (isText(node)) return stripped(node.data);
  if (node.dataset.raw !== undefined) return node.dataset.raw;
  if (node.nodeName === "BR") return isEnd(node) ? "" : "\n";
  return textOf(node);
}

/** The text that stands in a box. */
export const textOf = (box) => [...box.childNodes].map(textOfNode).join("");

function chipOf(tag) {
  const chip = document.createElement("span");
  chip.className = known(tag) ? "offer-chip" : "offer-chip offer-chip-unknown";
  chip.contentEditable = "false";
  chip.dataset.raw = tag.raw;
  chip.title = tag.raw;
  chip.textContent = chipWords(tag);
  return chip;
}

function change(node, text) {
  let [start, end] = [0, 0];
  const shorter = Math.min(node.data.length, text.length);
  while (start < shorter && node.data[start] === text[start]) start += 1;
  while (end < shorter - start && node.data.at(-1 - end) === text.at(-1 - end)) end += 1;
  if (node.data !== text) node.replaceData(start, node.data.length - start - end, text.slice(start, text.length - end));
}

/** Draw a text; what stands already as it should is left alone, so that the browser's marks of spelling stay. */
export function draw(box, text) {
  const wanted = [];
  let end = 0;
  for (const tag of tagsOf(text)) {
    wanted.push(text.slice(end, tag.start) || HOLDER, tag);
    end = tag.end;
  }
  wanted.push(text.slice(end) || HOLDER);
  box.querySelector(":scope > br[data-end]")?.remove();
  const nodes = [...box.childNodes];
  const alike = nodes.length === wanted.length
    && wanted.every((one, place) => (typeof one === "string" ? isText(nodes[place]) : nodes[place].dataset?.raw === one.raw));
  if (alike) wanted.forEach((one, place) => { if (typeof one === "string") change(nodes[place], one); });
  else box.replaceChildren(...wanted.map((one) => (typeof one === "string" ? new Text(one) : chipOf(one))));
  if (text.endsWith("\n")) {
    const closing = document.createElement("br"); // without it the last, empty line has no height
    closing.dataset.end = "";
    box.append(closing);
  }
}

/** The place of the text where a node of the box has an offset; inside a chip it is the nearer side of the chip. */
export function placeOf(box, node, offset) {
  const nodes = [...box.childNodes];
  const upTo = (count) => nodes.slice(0, count).map(textOfNode).join("").length;
  if (node === box) return upTo(offset);
  const child = nodes.findIndex((one) => one.contains(node));
  if (isText(nodes[child])) return upTo(child) + stripped(node.data.slice(0, offset)).length;
  return upTo(offset === 0 ? child : child + 1);
}

/** The node and its offset at a place of the text. */
export function nodeAt(box, place) {
  let left = place;
  for (const node of box.childNodes) {
    const length = textOfNode(node).length;
    if (isText(node) && left <= length) return [node, node.data === HOLDER ? 1 : left];
    left -= length;
  }
  return [box, box.childNodes.length];
}

/** Mark the chips that lie between two places as a whole: the browser itself does not show that they are chosen. */
export function showMarked(box, start, end) {
  let place = 0;
  for (const node of box.childNodes) {
    const length = textOfNode(node).length;
    node.classList?.toggle("offer-chip-marked", start <= place && place + length <= end && start < end);
    place += length;
  }
}
