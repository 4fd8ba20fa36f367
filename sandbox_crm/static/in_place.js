// A value is changed where it is read: its button puts the field in the value's place, Enter saves, Escape leaves all as it
// was. The field, its checks and every refusal come from the server, which carries out the command of the full form; a saved
// change shows the record anew, so that nothing on the page is out of date. Without this script the button leads to that form.

import { pickers } from "./picking.js";

const CHANGED = "crm-changed-part";
const open = new Map(); // the place of a value -> what stood there and its button

const formOf = (text) => new DOMParser().parseFromString(text, "text/html").querySelector("form.crm-in-place");

for (const link of document.querySelectorAll("a.crm-pen[data-part]")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: link.className, title: link.title });
  button.dataset.part = link.dataset.part;
  button.dataset.whole = link.href;
  button.append(...link.childNodes);
  link.replaceWith(button);
  button.addEventListener("click", () => start(button));
  button.closest("[data-fact]")?.querySelector("dd").addEventListener("click", (event) => {
    if (event.target.closest("a, button, form") || window.getSelection().toString()) return;
    start(button);
  });
}

async function start(button) {
  const place = button.closest("[data-fact]")?.querySelector("dd");
  if (!place || open.has(place)) return;
  let form = null;
  try {
    const answer = await fetch(button.dataset.part, { headers: { Accept: "text/html" } });
    form = answer.ok ? formOf(await answer.text()) : null;
  } catch {
    form = null;
  }
  if (!form) {
    window.location.assign(button.dataset.whole);
    return;
  }
  if (open.has(place)) return;
  open.set(place, { shown: [...place.childNodes], button, typed: false });
  place.closest("[data-fact]").classList.add("crm-editing");
  show(place, form);
}

function show(place, form) {
  place.replaceChildren(form);
  pickers(form);
  form.addEventListener("input", () => { open.get(place).typed = true; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(place, form);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    leave(place);
  });
  form.querySelector("[data-cancel]").addEventListener("click", (event) => {
    event.preventDefault();
    leave(place);
  });
  const first = form.querySelector("[data-faults], .is-invalid") ?? form.querySelector("input:not([type=hidden]), select, textarea");
  first.focus();
  if (first.matches("input:not([type=date], [type=checkbox]), textarea")) first.select();
}

function leave(place) {
  const { shown, button } = open.get(place);
  open.delete(place);
  place.closest("[data-fact]").classList.remove("crm-editing");
  place.replaceChildren(...shown);
  button.focus();
}

async function save(place, form) {
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual",
                                              headers: { Accept: "text/html" } });
    if (answer.type === "opaqueredirect") {
      done(place, form);
      return;
    }
    const again = formOf(await answer.text());
    if (again) show(place, again);
    else window.location.assign(open.get(place).button.dataset.whole);
  } catch {
    delete form.dataset.sending;
    const said = form.querySelector("[role=alert]:not([data-faults])") ?? document.createElement("p");
    said.className = "crm-error";
    said.setAttribute("role", "alert");
    said.textContent = form.dataset.failed;
    form.prepend(said);
  }
}

// The record is shown anew where it stood; the button of the changed value has the focus again.
function done(place, form) {
  const home = new URL(form.querySelector("[data-cancel]").href);
  sessionStorage.setItem(CHANGED, open.get(place).button.dataset.part);
  open.clear();
  if (window.location.pathname === home.pathname) window.location.reload();
  else window.location.assign(home);
}

const changed = sessionStorage.getItem(CHANGED);
sessionStorage.removeItem(CHANGED);
if (changed) document.querySelector(`.crm-pen[data-part="${CSS.escape(changed)}"]`)?.focus({ preventScroll: true });

window.addEventListener("beforeunload", (event) => {
  if ([...open.values()].some((one) => one.typed)) event.preventDefault();
});
