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
    document.querySelector("[data-sheet-count]").textContent = `${done} / ${bar.max}`;
  };
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
