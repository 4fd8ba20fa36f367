// Reports: what a report is compared with, and the print button.

const compared = document.querySelector("[name='compare-kind']");
if (compared) {
  const wanted = { owner: ["owner_a", "owner_b"], segment: ["segment_a", "segment_b"], period: ["first", "to"] };
  const fit = () => {
    for (const name of Object.values(wanted).flat()) {
      const cell = document.querySelector(`[name='compare-${name}']`).closest(".crm-field");
      cell.hidden = !wanted[compared.value]?.includes(name) && !cell.querySelector(".crm-error");
    }
  };
  compared.addEventListener("change", fit);
  fit();
}

const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
