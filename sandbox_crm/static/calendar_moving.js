// A task goes to another day or hour by pointer or by keys. Both fill in the one form of the page, so that the server's command
// decides and answers with a page; whatever is let go elsewhere, or given up with Escape, stays where it was.

const form = document.querySelector("#cal-moving");
const said = document.querySelector("#cal-said");
const places = [...document.querySelectorAll("[data-drop]")];
const WIDTH = places.length ? places[0].parentElement.querySelectorAll("[data-drop]").length : 1;
const NEAR = 6; // pixels that make a drag of a press

const say = (text, name = "") => { said.textContent = text.replace("{name}", name); };
const placeOf = (task) => task.closest("[data-drop]");
const mark = (place) => places.forEach((one) => one.classList.toggle("cal-over", one === place));

function drop(task, place) {
  mark(null);
  if (!place || place === placeOf(task)) return say(form.dataset.cancelled);
  form.action = task.dataset.move;
  form.elements.row_version.value = task.dataset.version;
  form.elements.due_on.value = place.dataset.drop;
  form.elements.due_time.value = timeAt(task.dataset.time, place.dataset.hour);
  return form.requestSubmit();
}

// A month knows no hours: the time stays. The same hour of another day keeps its minutes, another hour begins anew.
function timeAt(time, hour) {
  if (hour === undefined || time.slice(0, 2) === hour) return time;
  return hour && `${hour}:00`;
}

// Pointer: mouse and pen. A short press stays a click on the task's name; a finger scrolls the page and has "Move to…".
let held = null;
let dragged = false;

document.addEventListener("pointerdown", (event) => {
  const task = event.target.closest("[data-task]");
  dragged = false;
  if (!task || event.button !== 0 || event.pointerType === "touch" || event.target.closest(".cal-move")) return;
  held = { task, x: event.clientX, y: event.clientY };
});

document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-task]")) event.preventDefault(); });

window.addEventListener("pointermove", (event) => {
  if (!held) return;
  const dx = event.clientX - held.x;
  const dy = event.clientY - held.y;
  if (!dragged && Math.hypot(dx, dy) < NEAR) return;
  dragged = true;
  event.preventDefault();
  held.task.classList.add("cal-lifted");
  held.task.style.transform = `translate(${dx}px, ${dy}px)`;
  mark(under(event));
});

window.addEventListener("pointerup", (event) => {
  const task = settled();
  if (task && dragged) drop(task, under(event));
});

window.addEventListener("pointercancel", settled);

document.addEventListener("click", (event) => {
  if (dragged && event.target.closest("[data-task]")) event.preventDefault();
  dragged = false;
}, true);

function under(event) {
  return document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches("[data-drop]")) ?? null;
}

function settled() {
  const task = held?.task;
  held = null;
  mark(null);
  task?.classList.remove("cal-lifted");
  task?.style.removeProperty("transform");
  return task;
}

// Keyboard: space lifts the task whose name has the focus, arrows choose the place, Enter moves, Escape gives up.
let lifted = null;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -WIDTH, ArrowDown: WIDTH };

document.addEventListener("keydown", (event) => {
  if (held && event.key === "Escape") {
    settled();
    say(form.dataset.cancelled);
    return;
  }
  if (!lifted) {
    if (event.key !== " " || event.ctrlKey || !event.target.matches(".cal-name")) return;
    const task = event.target.closest("[data-task]");
    lifted = { task, at: places.indexOf(placeOf(task)) };
    task.classList.add("cal-lifted");
    say(form.dataset.lifted, task.dataset.task);
  } else if (event.key in STEPS) {
    lifted.at = Math.min(Math.max(lifted.at + STEPS[event.key], 0), places.length - 1);
    mark(places[lifted.at]);
    places[lifted.at].scrollIntoView({ block: "nearest" });
    say(form.dataset.over, places[lifted.at].dataset.name);
  } else if (event.key === "Enter" || event.key === " ") {
    release((task, at) => drop(task, places[at]));
  } else if (event.key === "Escape" || event.key === "Tab") {
    release(() => say(form.dataset.cancelled));
    if (event.key === "Tab") return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

function release(then) {
  const { task, at } = lifted;
  lifted = null;
  mark(null);
  task.classList.remove("cal-lifted");
  then(task, at);
}
