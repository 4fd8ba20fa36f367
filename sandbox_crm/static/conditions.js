// Conditions of reports, segments and lists: a fitting input for the value of every one, and all of them in words.
// What is chosen is written into the plain text field that the form sends; without this script people type there.

const panel = document.querySelector("[data-conditions]");
const say = document.querySelector("#value-words")?.dataset;
const optionsOf = (list) => [...(document.getElementById(list)?.options ?? [])].map((option) => option.value);

function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function choices(words, chosen, label) {
  const known = words.includes(chosen) || !chosen ? words : [chosen, ...words];
  const list = made("select", { class: "form-select", "aria-label": label }, made("option", { value: "" }, say.choose));
  for (const word of known) list.append(made("option", { value: word, selected: word === chosen }, word));
  return list;
}

function day(value, label) {
  const [, d, m, y] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(value) ?? [];
  const iso = y ? `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}` : value;
  return made("input", { type: "date", class: "form-control", value: iso, "aria-label": label });
}

const plain = (value, label) => made("input", { type: "text", class: "form-control", value, "aria-label": label, autocomplete: "off" });

function relativeEditor(text, label) {
  const words = optionsOf("hints-relative");
  const counted = words.find((word) => word.includes("{n}") && text.startsWith(word.split("{n}")[0]) && !words.includes(text));
  const shown = words.map((word) => word.replace("{n}", "…"));
  const list = choices(shown, counted ? counted.replace("{n}", "…") : text, label);
  const count = made("input", { type: "number", min: "1", max: "3660", class: "form-control report-count", "aria-label": say.days });
  count.value = counted ? text.match(/\d+/)?.[0] ?? "" : "";
  const fit = () => { count.hidden = !list.value.includes("…"); };
  list.addEventListener("change", fit);
  fit();
  return { parts: [list, count], read: () => list.value.replace("…", count.value) };
}

function manyEditor(words, text, label) {
  const chosen = text.split(";").map((word) => word.trim()).filter(Boolean);
  const box = made("div", { class: "report-many", role: "group", "aria-label": label });
  for (const word of [...new Set([...words, ...chosen])]) {
    const tick = made("input", { type: "checkbox", class: "form-check-input", value: word, checked: chosen.includes(word) });
    box.append(made("label", { class: "form-check" }, tick, ` ${word}`));
  }
  return { parts: [box], read: () => [...box.querySelectorAll(":checked")].map((tick) => tick.value).join("; ") };
}

function rangeEditor(kind, text) {
  const [low = "", high = ""] = text.split(";").map((word) => word.trim());
  const one = kind === "date" ? day : plain;
  const parts = [one(low, say.from), one(high, say.to)];
  return { parts, read: () => (parts.some((part) => part.value) ? parts.map((part) => part.value).join("; ") : "") };
}

function editorFor(kind, listed, op, text, label) {
  if (op === "relative") return relativeEditor(text, label);
  if (op === "between") return rangeEditor(kind, text);
  const words = listed ? optionsOf(listed) : [];
  if (op === "in" && words.length && kind !== "text") return manyEditor(words, text, label);
  if (["eq", "ne"].includes(op) && words.length && kind !== "text") {
    const list = choices(words, text, label);
    return { parts: [list], read: () => list.value };
  }
  if (kind === "date") {
    const input = day(text, label);
    return { parts: [input], read: () => input.value };
  }
  return null;
}

function narrow(operator, kind) {
  const allowed = JSON.parse(panel.dataset.signs)[kind] ?? null;
  for (const option of operator.options) option.hidden = option.disabled = Boolean(option.value && allowed && !allowed.includes(option.value));
  if (operator.selectedOptions[0]?.disabled) operator.value = "";
}

function dress(row) {
  const part = (name) => row.querySelector(`[name$='-${name}']`);
  const kinds = JSON.parse(panel.dataset.fields);
  const value = part("value");
  const fit = () => {
    row.querySelector("[data-editor]")?.remove();
    const [kind, listed] = kinds[part("field").value] ?? ["", ""];
    narrow(part("op"), kind);
    const op = part("op").value;
    const none = ["empty", "not_empty"].includes(op);
    if (none) value.value = "";
    const editor = !kind || !op || none ? null : editorFor(kind, listed, op, value.value, value.getAttribute("aria-label"));
    value.hidden = none || Boolean(editor);
    value.placeholder = op === "in" ? say.several : "";
    if (listed && !editor) value.setAttribute("list", listed);
    else value.removeAttribute("list");
    if (!editor) return;
    const holder = made("div", { "data-editor": "", class: "report-editor" }, ...editor.parts);
    const keep = () => { value.value = editor.read(); tell(); };
    holder.addEventListener("input", keep);
    holder.addEventListener("change", keep);
    value.before(holder);
  };
  part("field").addEventListener("change", () => { value.value = ""; fit(); tell(); });
  part("op").addEventListener("change", () => { fit(); tell(); });
  fit();
}

// An operator with its value as a sentence goes on after the field: a period and a blank with a colon, a range by its ends.
function meaning(op, value) {
  const { from, to } = panel.querySelector("[data-filter-words]").dataset;
  if (op.value === "relative") return value ? `: ${value}` : "";
  if (["empty", "not_empty"].includes(op.value)) return `: ${op.textContent}`;
  if (op.value === "in") return ` ${op.textContent}${value && `: ${value.replaceAll(";", ",")}`}`;
  if (op.value !== "between") return ` ${op.textContent} ${value}`.trimEnd();
  const [low = "", high = ""] = value.split(";").map((part) => part.trim());
  return `${low && ` ${from} ${low}`}${high && ` ${to} ${high}`}`;
}

function said(row) {
  const chosen = (name) => row.querySelector(`select[name$='-${name}']`)?.selectedOptions[0];
  const field = chosen("field");
  if (!field?.value || !chosen("op")?.value) return null;
  const words = meaning(chosen("op"), row.querySelector("[name$='-value']").value.trim());
  return { letter: chosen("group").value, words: `${field.textContent}${words}` };
}

function tell() {
  const place = panel.querySelector("[data-filter-words]");
  const rows = [...panel.querySelectorAll("tr[data-row]")].map(said).filter(Boolean);
  const used = new Set([...panel.querySelectorAll("select[name$='-group']")].map((list) => list.value));
  for (const join of panel.querySelectorAll("[data-join]")) join.hidden = !used.has(join.dataset.join);
  const parts = [];
  for (const row of rows) {
    const group = row.letter && parts.find((part) => part.letter === row.letter);
    if (group) group.words.push(row.words);
    else parts.push({ letter: row.letter, words: [row.words] });
  }
  const whole = panel.querySelector("select[data-match]").value;
  const other = whole === "all" ? "any" : "all"; // a segment's group is joined the other way than the whole
  const word = (way) => ` ${place.dataset[way]} `;
  const inside = (letter) => panel.querySelector(`select[name='joins-${letter.toLowerCase()}']`)?.value ?? other;
  place.hidden = !parts.length;
  place.querySelector("span").textContent = parts.map((part) => part.letter
    ? `(${part.words.join(word(inside(part.letter)))})` : part.words[0]).join(word(whole));
}

if (panel) {
  panel.querySelectorAll("tr[data-row]").forEach(dress);
  panel.addEventListener("row-added", (event) => {
    event.target.querySelector("[data-editor]")?.remove();
    dress(event.target);
    tell();
  });
  panel.addEventListener("row-removed", tell);
  const mode = panel.dataset.when && document.querySelector("select[name='mode']");
  const show = () => { panel.hidden = mode.value !== panel.dataset.when; };
  mode?.addEventListener("change", show);
  if (mode) show();
  panel.addEventListener("change", tell);
  panel.addEventListener("input", tell);
  tell();
}
