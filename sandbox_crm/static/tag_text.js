// Text that holds tags, as it is kept: where a tag begins and ends, and the step from one place of it to the next, in which
// a whole tag is one character. Nothing here knows the page.

const TAG = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The tags of a text in order: their places, as they are written, their names and their ways of writing. */
export function tagsOf(text) {
  return [...text.matchAll(TAG)].map((match) => {
    const [name, form = ""] = match[1].split("|").map((part) => part.trim());
    return { start: match.index, end: match.index + match[0].length, raw: match[0], said: match[1], name, form };
  });
}

/** A tag as it is written. */
export const written = (name, form) => `{{${form ? `${name}|${form}` : name}}}`;

/** What may stand in a text: ends of lines alike, no sign that only holds the place of a cursor. */
export const clean = (text) => text.replaceAll(/\r\n?/g, "\n").replaceAll("\uFEFF", "");

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const letters = new Intl.Segmenter(undefined, { granularity: "word" });

/** The place one character before, over a whole tag. */
export function before(text, place) {
  const tag = tagsOf(text).find((one) => one.start < place && place <= one.end);
  if (tag) return tag.start;
  const last = [...graphemes.segment(text.slice(Math.max(0, place - 40), place))].at(-1);
  return place - (last?.segment.length ?? 0);
}

/** The place one character on, over a whole tag. */
export function after(text, place) {
  const tag = tagsOf(text).find((one) => one.start <= place && place < one.end);
  if (tag) return tag.end;
  const [first] = graphemes.segment(text.slice(place, place + 40));
  return place + (first?.segment.length ?? 0);
}

/** The beginning of the word before a place; a tag is a word, and so is the end of a line. */
export function wordBefore(text, place) {
  if (text[place - 1] === "\n") return place - 1;
  const blank = text.slice(0, place).match(/[^\S\n]*$/)[0].length;
  const end = place - blank;
  const tags = tagsOf(text);
  if (tags.some((one) => one.end === end)) return before(text, end);
  const from = Math.max(0, ...tags.filter((one) => one.end <= end).map((one) => one.end));
  const last = [...letters.segment(text.slice(from, end))].at(-1);
  return end - (last?.segment.length ?? 0);
}

/** The end of the word after a place; a tag is a word, and so is the end of a line. */
export function wordAfter(text, place) {
  if (text[place] === "\n") return place + 1;
  const start = place + text.slice(place).match(/^[^\S\n]*/)[0].length;
  const tags = tagsOf(text);
  if (tags.some((one) => one.start === start)) return after(text, start);
  const to = Math.min(text.length, ...tags.filter((one) => one.start >= start).map((one) => one.start));
  const [first] = letters.segment(text.slice(start, to));
  return start + (first?.segment.length ?? 0);
}
