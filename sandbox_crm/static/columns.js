// The panels above a list: one is open at a time, Escape closes it and gives the focus back. Columns are put in order on the
// spot; without this script each step up or down asks the server.

const tools = [...document.querySelectorAll("details[data-tool]")];

for (const tool of tools) {
  tool.addEventListener("toggle", () => {
    if (tool.open) for (const other of tools) if (other !== tool) other.open = false;
  });
  tool.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !tool.open) return;
    tool.open = false;
    tool.querySelector("summary").focus();
  });
}

document.addEventListener("click", (event) => {
  for (const tool of tools) if (tool.open && !tool.contains(event.target)) tool.open = false;
});

for (const form of document.querySelectorAll("form[data-columns]")) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=up], button[name=down]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    if (button.name === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    button.focus();
  });
}
