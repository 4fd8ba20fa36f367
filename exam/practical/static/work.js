// The bar above the CRM and above the assignment: time, tasks, answers.
import { Answers } from "./answers.js";
import { Clock } from "./clock.js";
import { Panel } from "./panel.js";
import { Watch } from "./watch.js";

const bar = document.querySelector("[data-watch]");
const answers = new Answers(bar?.dataset.token ?? "");
answers.adopt(document);
if (bar) new Watch(bar, () => answers.unsent());

for (const clock of document.querySelectorAll("[data-clock]")) {
  new Clock(clock, {
    seconds: "seconds" in clock.dataset,
    onEnd: () => { if ("reloadAtEnd" in clock.dataset && clock.dataset.running === "yes") location.reload(); },
  });
}

const curtain = document.querySelector("[data-curtain]");
if (curtain) localStorage.setItem("probierz-curtain", curtain.dataset.curtain);

const panel = document.getElementById("px-panel");
if (panel) new Panel(panel, document.querySelector("[data-panel-toggle]"), (root) => answers.adopt(root));

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const part of folded) part.open = true;
});
addEventListener("afterprint", () => { for (const part of folded) part.open = false; });
