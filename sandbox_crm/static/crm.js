// What every CRM screen does: the menu on narrow screens, keys, ticking whole lists, a warning before typed text is lost.

import "./columns.js";
import "./picking.js";
import "./ticks.js";

const menu = document.querySelector("#crm-menu");
document.querySelector("[data-menu]")?.addEventListener("click", (event) => {
  const open = menu.classList.toggle("open");
  event.currentTarget.setAttribute("aria-expanded", String(open));
});

document.querySelector("[data-faults]")?.focus();

// A form that came back from a refused save holds what was typed: leaving its page loses it.
const forms = [...document.querySelectorAll("form.crm-form")];
let changed = document.querySelector("form.crm-form[data-typed]") !== null;
for (const [place, form] of forms.entries()) {
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => {
    changed = false;
    if (form.elements.form_key) history.replaceState({ place, key: form.elements.form_key.value }, "");
  });
}
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

// The way back to a form: the browser puts back what was typed. What was not sent would still be lost; a form that was sent
// takes up its key again, so that sending it as it is leads to what it made, and other values are other work.
const holds = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    const chosen = [...field.options].some((option) => option.defaultSelected);
    return [...field.options].some((option, place) => option.selected !== (chosen || field.multiple ? option.defaultSelected : place === 0));
  }
  return field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue;
};
window.addEventListener("pageshow", () => {
  if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") return;
  const sent = history.state?.key ? history.state : null;
  if (!sent) changed ||= forms.some((form) => [...form.elements].some(holds));
  else if (forms[sent.place]?.elements.form_key) forms[sent.place].elements.form_key.value = sent.key;
});

// A page that the browser shows again as it was left: what its buttons did then they may do anew. A form with typed values
// keeps its key, so that sending it again as it is leads to what it made.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const key of document.querySelectorAll("form:not(.crm-form) > input[name=form_key]")) {
    key.value = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
});

// The offer to take back the last act stays until it is answered or another page is opened; Ctrl+Z answers it.
const undo = document.querySelector(".crm-undo");
undo?.querySelector("[data-dismiss]").addEventListener("click", () => { undo.remove(); });

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.key === "z" && undo?.isConnected && !event.target.closest("input, textarea, select, [contenteditable=true]")) {
    event.preventDefault();
    undo.querySelector("form").requestSubmit();
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("#crm-search")?.focus();
  } else if (event.key === "s" || event.key === "Enter") {
    const form = document.activeElement?.closest("form.crm-form") ?? document.querySelector("form.crm-form");
    const button = form?.querySelector("[data-save]");
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
  } else if (event.code === "Space") {
    const link = document.querySelector("a[data-new]");
    if (!link) return;
    event.preventDefault();
    link.click();
  }
});

for (const all of document.querySelectorAll("input[data-tick-all]")) {
  const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${all.dataset.tickAll}"]`);
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
  });
}

// A list of fields narrows the list of values that goes with it (bulk edit): options of other fields are put aside.
for (const chooser of document.querySelectorAll("select[data-values-for]")) {
  const values = document.getElementById(chooser.dataset.valuesFor);
  const groups = [...values.querySelectorAll("optgroup")];
  const narrow = () => {
    values.replaceChildren(...groups.filter((group) => group.dataset.field === chooser.value));
    values.selectedIndex = 0;
  };
  chooser.addEventListener("change", narrow);
  narrow();
}
