// The kinds of questions: how an answer is read from its controls, put back into them, and whether it is whole.
const kinds = {
  single: {
    read: (box) => box.querySelector("input:checked[type=radio]")?.value ?? null,
    show(box, value) { for (const input of box.querySelectorAll("input[type=radio]")) input.checked = input.value === value; },
    whole: (_box, value) => value !== null,
  },
  multiple: {
    read(box) {
      const chosen = [...box.querySelectorAll(".choice input:checked")].map((input) => input.value).sort();
      return chosen.length ? chosen : null;
    },
    show(box, value) { for (const input of box.querySelectorAll(".choice input")) input.checked = (value || []).includes(input.value); },
    whole: (box, value) => value !== null && value.length === Number(box.dataset.choose),
  },
  matching: {
    read(box) {
      const pairs = [...box.querySelectorAll("select[data-row]")].filter((select) => select.value).map((select) => [select.dataset.row, select.value]);
      return pairs.length ? Object.fromEntries(pairs) : null;
    },
    show(box, value) { for (const select of box.querySelectorAll("select[data-row]")) select.value = value?.[select.dataset.row] ?? ""; },
    whole: (box, value) => value !== null && Object.keys(value).length === box.querySelectorAll("select[data-row]").length,
  },
  ordering: {
    read: (box) => (box.dataset.ordered === "yes" ? [...box.querySelectorAll("[data-step]")].map((step) => step.dataset.step) : null),
    show(box, value) {
      const list = box.querySelector("[data-steps]");
      for (const label of value || []) list.append(list.querySelector(`[data-step="${label}"]`));
      box.dataset.ordered = value ? "yes" : "no";
      number(box);
    },
    whole: (_box, value) => value !== null,
  },
  numeric: {
    read: (box) => box.querySelector("input[inputmode]").value.trim() || null,
    show(box, value) { box.querySelector("input[inputmode]").value = value ?? ""; },
    whole: (_box, value) => value !== null,
  },
};

export const read = (box) => kinds[box.dataset.kind].read(box);
export const show = (box, value) => kinds[box.dataset.kind].show(box, value);
export const whole = (box, value) => kinds[box.dataset.kind].whole(box, value);
export const isNumber = (text) => text === null || /^[+-]?\d+([.,]\d+)?$/.test(text.replace(/[\s\u00a0]/g, ""));

function number(box) {
  const steps = [...box.querySelectorAll("[data-step]")];
  steps.forEach((step, index) => {
    step.querySelector("select").value = String(index + 1);
    step.querySelector('[data-move="-1"]').disabled = index === 0;
    step.querySelector('[data-move="1"]').disabled = index === steps.length - 1;
  });
  const untouched = box.dataset.ordered !== "yes";
  box.querySelector("[data-accept]").hidden = !untouched;
  box.querySelector("[data-untouched]").hidden = !untouched;
}

// Moving a step by its buttons or its number; the focus goes with the step, so that a key can be pressed again.
export function wireOrdering(box, changed) {
  const list = box.querySelector("[data-steps]");
  const place = (step, at) => {
    const others = [...list.children].filter((child) => child !== step);
    list.insertBefore(step, others[at] ?? null);
    box.dataset.ordered = "yes"; number(box); changed();
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const step = button.closest("[data-step]"), at = [...list.children].indexOf(step);
    place(step, at + Number(button.dataset.move));
    (button.disabled ? step.querySelector("select") : button).focus();
  });
  list.addEventListener("change", (event) => {
    const step = event.target.closest("[data-step]");
    place(step, Number(event.target.value) - 1);
    step.querySelector("select").focus();
  });
  box.querySelector("[data-accept]").addEventListener("click", () => {
    box.dataset.ordered = "yes"; number(box); changed();
    list.querySelector("select").focus();
  });
}
