// Adds and removes rows of a form's table. Rows are numbered from 0 in the names of their fields, without gaps.
// A row that was added is told to the table by the event "row-added".

const bodyOf = (name) => document.querySelector(`table[data-rows="${name}"] tbody`);
const rowsOf = (body) => [...body.querySelectorAll("tr[data-row]")];

function number(body, name) {
  rowsOf(body).forEach((row, place) => {
    for (const field of row.querySelectorAll("[name]")) {
      field.name = field.name.replace(/^(\w+)-\d+-/, `${name}-${place}-`);
      field.id = field.name;
    }
  });
}

function clear(row) {
  for (const field of row.querySelectorAll("[name]")) {
    if (field.tagName === "SELECT") field.selectedIndex = 0;
    else field.value = "";
    field.classList.remove("is-invalid");
  }
  row.querySelectorAll(".crm-error").forEach((error) => error.remove());
}

for (const button of document.querySelectorAll("[data-add-row]")) {
  const name = button.dataset.addRow;
  const body = bodyOf(name);
  const most = Number(body.closest("table").dataset.most || Infinity);
  button.hidden = false;
  button.addEventListener("click", () => {
    if (rowsOf(body).length >= most) return;
    const row = rowsOf(body).at(-1).cloneNode(true);
    clear(row);
    body.append(row);
    number(body, name);
    row.dispatchEvent(new CustomEvent("row-added", { bubbles: true }));
    row.querySelector("[name]").focus();
  });
}

for (const table of document.querySelectorAll("table[data-rows]")) {
  table.querySelectorAll("[data-remove-row]").forEach((button) => { button.hidden = false; });
  table.addEventListener("click", (event) => {
    const row = event.target.closest("[data-remove-row]")?.closest("tr");
    if (!row) return;
    const body = bodyOf(table.dataset.rows);
    const next = row.nextElementSibling ?? row.previousElementSibling ?? row;
    if (next === row) clear(row);
    else row.remove();
    number(body, table.dataset.rows);
    table.dispatchEvent(new CustomEvent("row-removed", { bubbles: true }));
    next.querySelector("[name]").focus();
  });
}
