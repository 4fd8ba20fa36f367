// A text field in which tags are chips. The plain field of the form stays, hidden, and stays the truth: what is typed here is
// written into it at once, with its tags as `{{account.name}}`, and is drawn from it. A chip is one character: the arrows
// step over it, Backspace and Delete take it whole, it is marked, copied and pasted with the text around it.
//
// Every change is made on the text and then drawn, so that no chip can be broken, what is pasted is plain text, and undoing
// is kept here too. Only what an input method composes is left to the browser and read back.

import { draw, nodeAt, placeOf, showMarked, textOf } from "./tag_drawing.js";
import { known } from "./tag_names.js";
import { after, before, clean, tagsOf, wordAfter, wordBefore } from "./tag_text.js";

const MOST_STEPS = 200;
const fields = new WeakMap();

/** The chip field of a plain field, or of its own box. */
export const fieldOf = (element) => fields.get(element);

export class TagField {
  constructor(area) {
    this.area = area;
    this.done = [];
    this.undone = [];
    this.last = null; // the change before, where the next letter continues it
    this.kept = null; // where the cursor stood when it left
    this.build();
    this.wire();
    fields.set(area, this);
    fields.set(this.box, this);
    this.draw();
  }

  build() {
    const { area } = this;
    const label = area.labels[0];
    this.box = document.createElement("div");
    this.box.contentEditable = "true";
    this.box.className = `${area.className} offer-field`;
    this.box.id = area.id;
    area.id = `${area.id}-plain`;
    label.id = `${this.box.id}-label`;
    label.removeAttribute("for");
    label.addEventListener("click", () => this.focus());
    const hints = ["tag-help", area.getAttribute("aria-describedby")].filter(Boolean).join(" ");
    for (const [name, value] of [["role", "textbox"], ["aria-multiline", "true"], ["aria-labelledby", label.id],
                                 ["aria-describedby", hints], ["spellcheck", "true"]]) this.box.setAttribute(name, value);
    area.before(this.box);
    area.hidden = true;
  }

  wire() {
    const { box } = this;
    box.addEventListener("beforeinput", (event) => this.edit(event));
    box.addEventListener("input", (event) => this.readBack(event.isComposing));
    box.addEventListener("compositionend", () => this.readBack(false));
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("copy", (event) => this.copy(event));
    box.addEventListener("cut", (event) => {
      if (this.copy(event)) this.replace(...this.range(), "");
    });
    box.addEventListener("paste", (event) => {
      event.preventDefault();
      this.put(event.clipboardData.getData("text/plain"));
    });
    box.addEventListener("dragstart", (event) => event.preventDefault());
    box.addEventListener("drop", (event) => this.drop(event));
    box.addEventListener("mousedown", (event) => this.point(event));
  }

  get text() {
    return clean(this.area.value);
  }

  draw() {
    const { area, box, text } = this;
    draw(box, text);
    box.toggleAttribute("data-empty", !text);
    const wrong = area.classList.contains("is-invalid") || tagsOf(text).some((tag) => !known(tag));
    box.classList.toggle("is-invalid", wrong);
    if (wrong) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }

  /** The marked part of the text, as its beginning and end; the cursor is a part of no length. */
  range() {
    const marked = document.getSelection();
    if (!marked.rangeCount || !this.box.contains(marked.anchorNode) || !this.box.contains(marked.focusNode)) {
      return (this.kept ?? [this.text.length, this.text.length]).map((place) => Math.min(place, this.text.length));
    }
    return [placeOf(this.box, marked.anchorNode, marked.anchorOffset),
            placeOf(this.box, marked.focusNode, marked.focusOffset)].sort((one, other) => one - other);
  }

  mark(anchor, focus = anchor) {
    document.getSelection().setBaseAndExtent(...nodeAt(this.box, anchor), ...nodeAt(this.box, focus));
    this.remember();
  }

  /** Keep in mind where the cursor stands, for what is put in from elsewhere. */
  remember() {
    this.kept = this.range();
    showMarked(this.box, ...this.kept);
  }

  focus() {
    const places = this.range();
    this.box.focus();
    this.mark(...places);
  }

  /** Put text in place of what is marked, and stand behind it. */
  put(text) {
    const [start, end] = this.range();
    this.box.focus();
    this.replace(start, end, clean(text));
  }

  /** Change a part of the text, in a way that can be undone; letters typed in one go are undone in one go. */
  replace(start, end, put, kind = null) {
    if (start === end && !put) return;
    const { text } = this;
    if (!kind || kind !== this.last?.kind || start !== this.last.place) this.keepStep();
    const place = start + put.length;
    this.last = { kind: /\s/.test(put) ? null : kind, place };
    this.set(text.slice(0, start) + put + text.slice(end), [place, place]);
  }

  keepStep() {
    this.done = [...this.done, { text: this.text, places: this.range() }].slice(-MOST_STEPS);
    this.undone = [];
  }

  /** Change a part from elsewhere on the page, where the cursor is: it stays there. */
  rewrite(start, end, put) {
    this.keepStep();
    this.last = null;
    this.area.value = this.text.slice(0, start) + put + this.text.slice(end);
    this.kept = null;
    this.draw();
    this.told();
  }

  /** What stands in the field while it is empty, and whether a long text is wanted. */
  suit(hint, long) {
    this.box.dataset.hint = hint;
    this.box.setAttribute("aria-placeholder", hint);
    this.box.classList.toggle("offer-field-long", long);
  }

  set(text, places) {
    this.area.value = text;
    this.draw();
    this.mark(...places);
    this.reveal();
    this.told();
  }

  told() {
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  back(from, to) {
    const state = from.pop();
    if (!state) return;
    to.push({ text: this.text, places: this.range() });
    this.last = null;
    this.set(state.text, state.places);
  }

  /** What the browser changed by itself (an input method, a helper program) is read from what stands there. */
  readBack(composing) {
    const text = clean(textOf(this.box));
    const places = this.range();
    if (text !== this.text) {
      if (this.last?.kind !== "composed") this.keepStep();
      this.last = { kind: "composed", place: null };
      this.area.value = text;
      this.told();
    }
    if (composing) return;
    this.last = null;
    this.draw();
    if (document.activeElement === this.box) this.mark(...places);
  }

  edit(event) {
    const { inputType: kind } = event;
    if (event.isComposing || kind === "insertCompositionText") return;
    event.preventDefault();
    const [given] = kind === "insertReplacementText" ? event.getTargetRanges() : [];
    const [start, end] = given ? [placeOf(this.box, given.startContainer, given.startOffset),
                                  placeOf(this.box, given.endContainer, given.endOffset)] : this.range();
    const typed = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    if (kind === "historyUndo") this.back(this.done, this.undone);
    else if (kind === "historyRedo") this.back(this.undone, this.done);
    else if (kind === "insertParagraph" || kind === "insertLineBreak") this.replace(start, end, "\n");
    else if (kind.startsWith("insert")) this.replace(start, end, clean(typed), kind === "insertText" ? "typed" : null);
    else if (kind.startsWith("delete")) this.remove(kind, start, end);
  }

  remove(kind, start, end) {
    const { text } = this;
    const backwards = kind.endsWith("Backward");
    let there = backwards ? before(text, start) : after(text, start);
    if (kind.includes("Word")) there = backwards ? wordBefore(text, start) : wordAfter(text, start);
    if (kind.includes("Line")) {
      const line = backwards ? text.lastIndexOf("\n", start - 1) + 1 : text.indexOf("\n", start);
      if (line !== start) there = line < 0 ? text.length : line;
    }
    if (start < end) this.replace(start, end, "");
    else this.replace(Math.min(start, there), Math.max(start, there), "", "deleted");
  }

  key(event) {
    if (event.isComposing || event.defaultPrevented || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (command && (key === "z" || key === "y")) {
      event.preventDefault();
      if (key === "z" && !event.shiftKey) this.back(this.done, this.undone);
      else this.back(this.undone, this.done);
    } else if (!command && (key === "arrowleft" || key === "arrowright")) this.step(event, key === "arrowright");
  }

  /** An arrow beside a chip goes over it; everywhere else the browser knows the way. */
  step(event, onward) {
    const marked = document.getSelection();
    if (!marked.isCollapsed && !event.shiftKey) return;
    const here = placeOf(this.box, marked.focusNode, marked.focusOffset);
    if (!tagsOf(this.text).some((tag) => here === (onward ? tag.start : tag.end))) return;
    event.preventDefault();
    const there = onward ? after(this.text, here) : before(this.text, here);
    this.mark(event.shiftKey ? placeOf(this.box, marked.anchorNode, marked.anchorOffset) : there, there);
  }

  /** A chip that is pointed at is marked as a whole. */
  point(event) {
    const chip = event.target.closest("[data-raw]");
    if (!chip || event.button !== 0) return;
    event.preventDefault();
    const [from] = this.range();
    const place = placeOf(this.box, this.box, [...this.box.childNodes].indexOf(chip));
    this.box.focus();
    this.mark(event.shiftKey ? Math.min(from, place) : place, place + chip.dataset.raw.length);
  }

  copy(event) {
    const [start, end] = this.range();
    event.preventDefault();
    if (start < end) event.clipboardData.setData("text/plain", this.text.slice(start, end));
    return start < end;
  }

  drop(event) {
    const text = event.dataTransfer.getData("text/plain");
    if (!text) return; // a block that is being moved
    event.preventDefault();
    const spot = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    this.box.focus();
    if (spot && this.box.contains(spot.offsetNode)) this.mark(placeOf(this.box, spot.offsetNode, spot.offset));
    this.put(text);
  }

  /** Keep the line with the cursor in sight, below the list of tags that stays at the top. */
  reveal() {
    const [line] = document.getSelection().getRangeAt(0).getClientRects();
    if (!line) return;
    if (line.bottom > window.innerHeight - 8) window.scrollBy(0, line.bottom - window.innerHeight + 48);
    else if (line.top < 96) window.scrollBy(0, line.top - 144);
  }
}

document.addEventListener("selectionchange", () => {
  const field = fieldOf(document.activeElement);
  if (field?.box === document.activeElement) field.remember();
});
