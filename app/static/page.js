// Small manners of every page: focus the summary of errors, guard forms against a double send.
for (const box of document.querySelectorAll("[data-focus]")) box.focus();

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    const question = event.submitter?.dataset.confirm;
    if (question && !window.confirm(question)) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
}

// A curtain drawn in one tab falls in every other: what they showed is not for whoever sits here now.
const CURTAIN = "probierz-curtain";
if (!document.querySelector("[data-curtain]")) localStorage.removeItem(CURTAIN);
addEventListener("storage", (event) => { if (event.key === CURTAIN && event.newValue) location.replace(event.newValue); });
// A page kept by the browser for the back button may show what is no longer open to this session.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
