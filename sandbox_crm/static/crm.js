// What every CRM screen does: the menu on narrow screens, keys, ticking whole lists, a warning before typed text is lost.

const menu = document.querySelector("#crm-menu");
document.querySelector("[data-menu]")?.addEventListener("click", (event) => {
  const open = menu.classList.toggle("open");
  event.currentTarget.setAttribute("aria-expanded", String(open));
});

document.querySelector("[data-faults]")?.focus();

let changed = false;
for (const form of document.querySelectorAll("form.crm-form")) {
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
}
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("#crm-search")?.focus();
  } else if (event.key === "s" || event.key === "Enter") {
    const form = document.activeElement?.closest("form.crm-form") ?? document.querySelector("form.crm-form");
    const button = form?.querySelector("[data-save]");
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
  } else if (event.code === "Space") {
    const link = document.querySelector("a[data-new]");
    if (!link) return;
    event.preventDefault();
    link.click();
  }
});

for (const all of document.querySelectorAll("input[data-tick-all]")) {
  const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${all.dataset.tickAll}"]`);
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
  });
}
