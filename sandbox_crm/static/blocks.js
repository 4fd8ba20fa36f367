// The editor of offer templates: inserts tags at the cursor, adds blocks. Without it everything works by typing.

const picker = document.querySelector("[data-picker]");
const chosen = document.querySelector("#tag-picker");
let target = null;

if (picker) {
  picker.hidden = false;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".offer-block textarea")) target = event.target;
  });
  picker.querySelector("[data-insert-tag]").addEventListener("click", () => {
    target ??= document.querySelector(".offer-block textarea");
    const tag = `{{${chosen.value}}}`;
    target.setRangeText(tag, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.focus();
    picker.querySelector("[data-picker-note]").textContent = chosen.selectedOptions[0].textContent;
  });
}

const add = document.querySelector("[data-add-block]");
if (add) {
  add.hidden = false;
  add.addEventListener("click", () => {
    const blocks = document.querySelectorAll(".offer-block");
    const copy = blocks[blocks.length - 1].cloneNode(true);
    const old = `blocks-${blocks.length - 1}-`;
    const fresh = `blocks-${blocks.length}-`;
    for (const part of copy.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(old, fresh));
      }
    }
    for (const input of copy.querySelectorAll("textarea, select")) input.value = "";
    copy.setAttribute("aria-label", copy.getAttribute("aria-label").replace(/\d+/, String(blocks.length + 1)));
    blocks[blocks.length - 1].after(copy);
    copy.querySelector("select").focus();
  });
}
