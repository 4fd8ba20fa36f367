// The value of a bulk change fits the field that was chosen: a list, a date or a number. Without this script the
// value is typed (a code, a date RRRR-MM-DD, a number).

const field = document.querySelector("[data-bulk-field]");
const plain = document.querySelector("[data-bulk-value]");

function fit() {
  const present = document.querySelector("[data-bulk-value]");
  const choices = document.querySelector(`template[data-bulk-choices="${field.value}"]`);
  let wanted = plain;
  if (choices) {
    wanted = document.createElement("select");
    wanted.className = "form-select form-select-sm";
    wanted.name = wanted.id = "value";
    wanted.dataset.bulkValue = "";
    wanted.append(choices.content.cloneNode(true));
    if (plain.value) wanted.value = plain.value;
  } else {
    plain.type = field.value.endsWith("_on") || field.value === "expected_close" ? "date" : "text";
  }
  if (present !== wanted) present.replaceWith(wanted);
}

if (field && plain) {
  field.addEventListener("change", () => { plain.value = ""; fit(); });
  fit();
}
