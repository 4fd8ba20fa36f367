// A list of very many records becomes a field to type in: it asks the CRM for records whose words hold what was typed,
// offers them in a list box, and keeps the chosen id in a hidden field under the list's own name. Arrows, Enter, Escape
// and Home/End work as in every combobox; an emptied field chooses nothing; an unfinished word returns to what was chosen.

let made = 0;

class Picker {
  constructor(select) {
    this.select = select;
    this.id = select.id || `pick-${(made += 1)}`;
    this.blank = select.options[0]?.value === "" ? select.options[0].text : "";
    const chosen = select.selectedOptions[0];
    this.label = chosen?.value ? chosen.text : "";
    this.start = [...select.options].filter((option) => option.value).map((option) => ({ id: option.value, label: option.text }));
    this.build(chosen?.value ?? "");
    this.wire();
  }

  build(value) {
    const place = document.createElement("div");
    place.className = "crm-pick";
    this.hidden = Object.assign(document.createElement("input"), { type: "hidden", name: this.select.name, value });
    this.input = Object.assign(document.createElement("input"), {
      type: "text", id: this.id, className: this.select.className.replace("form-select", "form-control"),
      autocomplete: "off", placeholder: this.blank, value: this.label });
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (this.select.hasAttribute(name)) this.input.setAttribute(name, this.select.getAttribute(name));
    }
    this.box = Object.assign(document.createElement("ul"), { id: `${this.id}-list`, className: "crm-pick-list", hidden: true });
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("aria-label", this.select.labels?.[0]?.textContent.trim() ?? this.blank);
    for (const [name, text] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
                                ["aria-controls", this.box.id]]) this.input.setAttribute(name, text);
    place.append(this.hidden, this.input, this.box);
    this.select.parentElement.querySelector("[data-find]")?.remove();
    this.select.replaceWith(place);
  }

  wire() {
    this.input.addEventListener("input", () => this.ask(this.input.value.trim()));
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("blur", () => this.settle());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  async ask(text) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    if (!text) {
      this.show(this.start);
      return;
    }
    await new Promise((done) => { setTimeout(done, 150); });
    if (turn !== this.turn) return;
    const address = new URL(this.select.dataset.pick, location.href);
    address.searchParams.set("q", text);
    let found = [];
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      found = answer.ok ? await answer.json() : [];
    } catch {
      found = [];
    }
    if (turn === this.turn) this.show(found);
  }

  show(found) {
    this.box.replaceChildren(...found.map((one, place) => {
      const option = Object.assign(document.createElement("li"), { id: `${this.box.id}-${place}`, textContent: one.label });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.value = one.id;
      return option;
    }));
    this.open(found.length > 0);
    if (found.length > 0 && this.input.value.trim()) this.mark(0);
  }

  open(wanted) {
    this.box.hidden = !wanted;
    this.input.setAttribute("aria-expanded", String(wanted));
    if (!wanted) this.input.removeAttribute("aria-activedescendant");
  }

  get options() { return [...this.box.querySelectorAll("[role=option]")]; }

  get marked() { return this.options.findIndex((option) => option.getAttribute("aria-selected") === "true"); }

  mark(place) {
    const all = this.options;
    if (all.length === 0) return;
    const wanted = (place + all.length) % all.length;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === wanted)));
    this.input.setAttribute("aria-activedescendant", all[wanted].id);
    all[wanted].scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const opened = !this.box.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!opened) this.show(this.start);
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark(opened ? this.marked + step : step > 0 ? 0 : -1);
    } else if (event.key === "Enter" && opened && !event.ctrlKey && this.marked >= 0) {
      event.preventDefault();
      this.choose(this.options[this.marked]);
    } else if (event.key === "Escape" && opened) {
      event.preventDefault();
      this.settle();
    }
  }

  choose(option) {
    this.hidden.value = option.dataset.value;
    this.label = option.textContent;
    this.input.value = this.label;
    this.open(false);
    this.hidden.dispatchEvent(new Event("input", { bubbles: true }));
  }

  settle() {
    this.turn = (this.turn ?? 0) + 1;
    if (this.input.value.trim() === "") {
      this.hidden.value = "";
      this.label = "";
    }
    this.input.value = this.label;
    this.open(false);
  }
}

// Also for what comes onto the page later.
export function pickers(root) {
  for (const select of root.querySelectorAll("select[data-pick]")) new Picker(select);
}

pickers(document);
