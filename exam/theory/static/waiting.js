// Waiting for the start or for the seal; on the receipt, whatever this tab still holds is sent as late evidence.
import { AnswerQueue, TabStore } from "./queue.js";

const waiting = document.querySelector("[data-reload-every]"), receipt = document.getElementById("receipt");
if (waiting) {
  const look = async () => {
    try {
      const page = await (await fetch("/test", { redirect: "follow" })).text();
      if (!page.includes(`id="${waiting.id}"`) || (waiting.id === "receipt" && page.includes("receipt-hash"))) location.reload();
    } catch { /* looked again in a moment */ }
  };
  setInterval(look, Number(waiting.dataset.reloadEvery) * 1000 * (1 + Math.random() / 5));
}
if (receipt) {
  const { attempt } = receipt.dataset;
  const queue = new AnswerQueue({
    address: (item) => `/api/attempts/${attempt}/responses/${encodeURIComponent(item)}`,
    token: document.querySelector("meta[name=csrf-token]").content, store: new TabStore(`answers:${attempt}`) });
  const tell = () => { document.getElementById("unsent-warning").hidden = !queue.unsent; };
  queue.addEventListener("change", tell);
  tell();
}
