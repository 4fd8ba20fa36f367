// The board asks the server every three seconds and keeps the focus where it was.
const board = document.getElementById("board"), silent = document.getElementById("board-silent");
let heard = performance.now(), shown = null;

async function look() {
  try {
    const answer = await fetch(board.dataset.poll, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(8000), redirect: "error" });
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) { location.reload(); return; }
    if (!answer.ok) throw new Error(answer.statusText);
    const { html, reports, summary, server_time: moment } = await answer.json();
    const focused = document.activeElement?.id;
    if (html.includes("tile-station")) board.innerHTML = html;
    if (reports.trim() !== shown) { shown = reports.trim(); document.getElementById("reports").innerHTML = reports; if (focused?.startsWith("report-")) document.getElementById(focused)?.focus(); }
    if (focused?.startsWith("tile-")) document.getElementById(focused)?.focus();
    for (const cell of document.querySelectorAll("[data-level]")) cell.textContent = summary[cell.dataset.level];
    document.getElementById("board-clock").textContent = new Date(moment).toLocaleTimeString("pl-PL", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Warsaw" });
    heard = performance.now();
  } catch { /* told below */ }
  silent.hidden = performance.now() - heard < 12000;
  setTimeout(look, 3000);
}
setTimeout(look, 3000);
