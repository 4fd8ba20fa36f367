// Waiting pages: look again every few seconds, and follow the state of the work.
import { Watch } from "./watch.js";

const box = document.querySelector("[data-watch]");
if (box) new Watch(box);

const waiting = document.querySelector("[data-reload-every]");
if (waiting) {
  setInterval(() => {
    const typing = document.querySelector("textarea")?.value;
    if (!typing) location.reload();
  }, Number(waiting.dataset.reloadEvery) * 1000);
}
