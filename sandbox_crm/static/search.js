// The search field in the top bar: finds appear while one types; arrows choose, Enter opens, Escape puts them away.

const field = document.querySelector("#crm-search");
const list = document.querySelector("#crm-offered");
const PAUSE = 160; // milliseconds without a key before the server is asked
let waiting = 0;
let asked = 0;

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

function show(open) {
  list.hidden = !open;
  field.setAttribute("aria-expanded", String(open));
  if (!open) field.removeAttribute("aria-activedescendant");
}

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) {
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

async function ask() {
  const text = field.value.trim();
  const mine = ++asked;
  if (text.length < 2) return show(false);
  const answer = await fetch(`${field.dataset.offered}?q=${encodeURIComponent(text)}`).catch(() => null);
  if (!answer?.ok || mine !== asked) return undefined;
  list.innerHTML = await answer.text();
  show(document.activeElement === field);
  return undefined;
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
});

field.addEventListener("keydown", (event) => {
  const all = options();
  const here = all.indexOf(chosen());
  if (event.key === "ArrowDown" && all.length) choose(all[(here + 1) % all.length]);
  else if (event.key === "ArrowUp" && all.length) choose(all[(here + all.length - (here < 0 ? 0 : 1)) % all.length]);
  else if (event.key === "Escape" && !list.hidden) show(false);
  else if (event.key === "Enter" && !list.hidden && chosen()) window.location.assign(chosen().dataset.href);
  else return;
  event.preventDefault();
});

list.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[role=option]");
  if (!option) return;
  event.preventDefault();
  window.location.assign(option.dataset.href);
});
field.addEventListener("blur", () => show(false));
