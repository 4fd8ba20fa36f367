// The calendar by keyboard: arrows walk from day to day, Home and End to the ends of the week, Page Up and Page Down turn
// the pages, T leads to today. One day is a stop of the Tab key; the rest is reached by the arrows.

const grid = document.querySelector("[data-calendar]");
const days = grid ? [...grid.querySelectorAll("[data-day]")] : [];
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function stop(at) {
  days.forEach((day, place) => { day.tabIndex = place === at ? 0 : -1; });
}

function walk(from, event) {
  let to = from + (STEPS[event.key] ?? 0);
  if (event.key === "Home") to = from - (from % 7);
  if (event.key === "End") to = from - (from % 7) + 6;
  if (to < 0) return turn("previous");
  if (to >= days.length) return turn("following");
  stop(to);
  days[to].focus();
  return true;
}

function turn(name) {
  const link = document.querySelector(`[data-${name}]`);
  if (link) link.click();
  return Boolean(link);
}

if (days.length) {
  const today = days.findIndex((day) => day.getAttribute("aria-current"));
  stop(today < 0 ? 0 : today);
  grid.addEventListener("keydown", (event) => {
    const from = days.indexOf(event.target.closest("[data-day]"));
    if (from < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    if ((event.key in STEPS || event.key === "Home" || event.key === "End") && walk(from, event)) event.preventDefault();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea, details form")) return;
  const name = { PageUp: "previous", PageDown: "following", t: "today", T: "today" }[event.key];
  if (name && turn(name)) event.preventDefault();
});
