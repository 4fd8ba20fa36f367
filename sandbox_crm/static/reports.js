// Reports: suggestions for the value of a condition by its field and operator, and the print button.

for (const row of document.querySelectorAll(".report-row")) {
  const field = row.querySelector("select[name$='-field']");
  const operator = row.querySelector("select[name$='-op']");
  const value = row.querySelector("input[name$='-value']");
  const suggest = () => {
    const column = field.value.split(".").pop();
    const fixed = [...document.querySelectorAll("datalist[id^='values-']")].find((list) => {
      const [entity, name] = list.id.slice("values-".length).split(".");
      const relations = field.value.split(".");
      const near = relations.length > 1 ? relations.at(-2) : document.querySelector("input[name=entity]").value;
      return name === column && (entity === near || (near === "primary_contact" && entity === "contact") || (near === "goal" && entity === "sales_goal"));
    });
    const list = operator.value === "relative" ? "hints-relative" : fixed?.id ?? `hints-${column}`;
    if (document.getElementById(list)) value.setAttribute("list", list);
    else value.removeAttribute("list");
  };
  field.addEventListener("change", suggest);
  operator.addEventListener("change", suggest);
  suggest();
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
