// The bar of time: dragging says what was done at each moment, letting go opens it; "[" and "]" step back and forth.

const bar = document.querySelector(".crm-time");
const slider = bar.querySelector("#crm-time");
const words = bar.querySelector("[data-words]");
const acts = [...bar.querySelectorAll("datalist option")].map((option) => [Number(option.value), option.label]);
const place = (seq) => bar.dataset.time.replace("/at/0", `/at/${seq}`);

slider.addEventListener("input", () => {
  const here = acts.filter(([seq]) => seq <= Number(slider.value)).pop();
  if (here) words.textContent = here[1];
  slider.setAttribute("aria-valuetext", here ? here[1] : "0");
});
slider.addEventListener("change", () => window.location.assign(place(slider.value)));
bar.querySelector("#crm-time-mark")?.addEventListener("change", (event) => {
  if (event.target.value) window.location.assign(place(event.target.value));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=range]), textarea, select")) return;
  const link = { "[": "[data-earlier]", "]": "[data-later]" }[event.key];
  const step = link && bar.querySelector(link);
  if (!step) return;
  event.preventDefault();
  step.click();
});
