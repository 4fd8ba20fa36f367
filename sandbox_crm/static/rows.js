// Adds and removes rows of a form's table. Rows are numbered from 0 in the names of their fields, without gaps.

const bodyOf = (name) => document.querySelector(`table[data-rows="${name}"] tbody`);

function number(body, name) {
  [...body.querySelectorAll("tr[data-row]")].forEach((row, place) => {
    for (const field of row.querySelectorAll("[name]")) {
      field.name = field.name.replace(/^(\w+)-\d+-/, `${name}-${place}-`);
      field.id = field.name;
    }
  });
}

for (const button of document.querySelectorAll("[data-add-row]")) {
  const name = button.dataset.addRow;
  const body = bodyOf(name);
  button.hidden = false;
  button.addEventListener("click", () => {
    const row = body.querySelector("tr[data-row]:last-of-type").cloneNode(true);
    for (const field of row.querySelectorAll("[name]")) {
      if (field.tagName === "SELECT") field.selectedIndex = 0;
      else field.value = "";
      field.classList.remove("is-invalid");
    }
    row.querySelectorAll(".crm-error").forEach((error) => error.remove());
    body.append(row);
    number(body, name);
    row.querySelector("[name]").focus();
  });
}

for (const table of document.querySelectorAll("table[data-rows]")) {
  table.querySelectorAll("[data-remove-row]").forEach((button) => { button.hidden = false; });
  table.addEventListener("click", (event) => {
    const row = event.target.closest("[data-remove-row]")?.closest("tr");
    const body = bodyOf(table.dataset.rows);
    if (!row || body.querySelectorAll("tr[data-row]").length === 1) return;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    number(body, table.dataset.rows);
    next.querySelector("[name]").focus();
  });
}
