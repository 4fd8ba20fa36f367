// The marking sheet: every change of a row is saved at once; arrow keys walk the rows.
const form = document.querySelector("form[data-sheet]");
if (form) {
  const state = document.querySelector("[data-sheet-state]");
  const token = form.querySelector("[name=csrf_token]").value;
  let queue = Promise.resolve();

  const say = (text) => { state.textContent = text; };
  const bar = document.querySelector("[data-sheet-progress]");
  const count = () => {
    const done = form.querySelectorAll("[data-row] input:checked").length;
    bar.value = done;
    const words = document.querySelector("[data-sheet-count]");
    words.textContent = words.dataset.words.replace("{left}", bar.max - done).replace("{total}", bar.max);
    for (const table of form.querySelectorAll("[data-outcome]")) {
      const left = [...table.querySelectorAll("[data-row]")].filter(unmarked).length;
      const link = document.querySelector(`[data-outcome-link="${table.dataset.outcome}"]`);
      link.classList.toggle("done", left === 0);
      link.querySelector("[data-left]").textContent = left || "✓";
    }
  };
  const unmarked = (row) => !row.querySelector("input:checked");
  const rowOf = (element) => element.closest("[data-row]");

  async function save(row) {
    const code = row.dataset.row;
    const verdict = row.querySelector(`[name="verdict-${code}"]:checked`)?.value;
    if (!verdict) return;
    const note = row.querySelector(`[name="note-${code}"]`).value;
    say(form.dataset.saving);
    try {
      const answer = await fetch(form.action, {
        method: "POST", headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ [`verdict-${code}`]: verdict, [`note-${code}`]: note }),
      });
      const reply = await answer.json();
      if (!answer.ok) throw new Error(reply.message);
      row.dataset.marked = "yes";
      row.querySelector("[data-label]")?.removeAttribute("hidden");
      count();
      say(form.dataset.saved);
    } catch (fault) {
      say(`${form.dataset.failed} ${fault.message || ""}`);
    }
  }

  form.addEventListener("change", (event) => {
    const row = rowOf(event.target);
    if (row) queue = queue.then(() => save(row));
  });

  // from the row in hand to the next one without a mark, round the end to the first
  function toNextUnmarked() {
    const rows = [...form.querySelectorAll("[data-row]")];
    const here = rows.indexOf(rowOf(document.activeElement));
    const next = [...rows.slice(here + 1), ...rows.slice(0, here + 1)].find(unmarked);
    if (!next) return;
    next.querySelector("input").focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  }

  const jump = document.querySelector("[data-next-unmarked]");
  if (jump) {
    jump.hidden = false;
    let last = null;
    form.addEventListener("focusin", (event) => { last = rowOf(event.target) ?? last; });
    jump.addEventListener("click", () => {
      last?.querySelector("input")?.focus({ preventScroll: true });
      toNextUnmarked();
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches("textarea, select, input:not([type=radio])");
      const enter = event.key === "Enter" && event.target.matches("input[type=radio]");
      if (typing || event.ctrlKey || event.metaKey || event.altKey || (event.key.toLowerCase() !== "n" && !enter)) return;
      event.preventDefault();
      toNextUnmarked();
    });
  }

  form.addEventListener("keydown", (event) => {
    const row = rowOf(event.target);
    if (!row || event.target.tagName === "TEXTAREA" || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const rows = [...form.querySelectorAll("[data-row]")];
    const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    (next.querySelector("input:checked") ?? next.querySelector("input"))?.focus();
  });
}
