// A report of a fault or a remark: sent without leaving the page; what could not be sent stays in the field and says so.
const kept = (form) => `remark-${form.dataset.who}`;  // a fault not sent in time waits in the remark on the receipt
function keep(form, text) {
  try { text ? sessionStorage.setItem(kept(form), text) : sessionStorage.removeItem(kept(form)); } catch { /* the field still holds it */ }
}
function bring(form) {
  if (form.dataset.brought) return;
  form.dataset.brought = "yes";
  const field = form.querySelector("textarea");
  try { field.value ||= sessionStorage.getItem(kept(form)) ?? ""; } catch { /* nothing was kept */ }
}

async function send(form) {
  const field = form.querySelector("textarea"), told = form.querySelector(".remark-told"), button = form.querySelector("button");
  button.disabled = true;
  told.textContent = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10000), redirect: "error" });
    const { kept: done, words, message } = await answer.json();
    if (!(words ?? message)) throw new Error(String(answer.status));
    told.textContent = words ?? message;
    told.dataset.state = done ? "kept" : "refused";
    if (done) field.value = "";
    keep(form, field.value);
  } catch {
    told.textContent = form.dataset.unsent;
    told.dataset.state = "unsent";
    keep(form, field.value);
  }
  button.disabled = false;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-remark]")) return;
  event.preventDefault();
  send(event.target);
});
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-remark]");
  if (form) { form.dataset.brought = "yes"; keep(form, event.target.value); }
});
document.addEventListener("focusin", (event) => { const form = event.target.closest("form[data-remark]"); if (form) bring(form); });
for (const form of document.querySelectorAll("form[data-remark]")) bring(form);
