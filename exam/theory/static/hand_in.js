// The page before handing in: the time goes on, and when it is over the receipt opens by itself.
import { ServerClock } from "./clock.js";

const root = document.getElementById("hand-in");
const clock = new ServerClock({
  address: `/api/attempts/${root.dataset.attempt}/heartbeat`, token: document.querySelector("meta[name=csrf-token]").content,
  remaining: Number(root.dataset.remaining), paused: root.dataset.paused === "yes" });
clock.addEventListener("tick", () => {
  const { minutes, seconds } = clock.text;
  document.getElementById("exam-clock").textContent = minutes ? `${minutes} min` : seconds;
});
clock.addEventListener("state", () => location.assign("/test"));
