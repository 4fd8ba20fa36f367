// Ticks of a list are kept from page to page, under the list's filters, until the change is sent or they are taken off:
// those of other pages go along with the form as hidden fields.

const filters = new URLSearchParams(location.search);
for (const name of ["after", "before", "end", "size", "sort", "asking", "picking"]) filters.delete(name);

for (const shown of document.querySelectorAll("[data-ticked]")) {
  const name = shown.dataset.ticked;
  const store = `ticks:${location.pathname}?${filters}:${name}`;
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${name}"]`)];
  const untick = document.querySelector(`[data-untick="${name}"]`);
  const form = boxes[0]?.form;
  const kept = new Set(JSON.parse(sessionStorage.getItem(store) ?? "[]"));

  const tell = () => {
    sessionStorage.setItem(store, JSON.stringify([...kept]));
    shown.textContent = kept.size ? shown.dataset.words.replace("{count}", String(kept.size)) : "";
    untick.hidden = kept.size === 0;
  };
  const read = () => {
    for (const box of boxes) kept[box.checked ? "add" : "delete"](box.value);
    tell();
  };

  for (const box of boxes) {
    if (box.checked) kept.add(box.value);
    box.checked = kept.has(box.value);
    box.addEventListener("change", read);
  }
  document.querySelector(`[data-tick-all="${name}"]`)?.addEventListener("change", () => setTimeout(read));
  untick?.addEventListener("click", () => {
    kept.clear();
    for (const box of boxes) box.checked = false;
    tell();
  });
  form?.addEventListener("submit", () => {
    const here = new Set(boxes.map((box) => box.value));
    for (const value of kept) {
      if (!here.has(value)) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
    }
    sessionStorage.removeItem(store);
  });
  tell();
}
