// The panel of tasks beside the CRM: open or folded, as wide as it was left, at the place where it was left.
import { words } from "./words.js";

const LEAST = 280;
const STEP = 24;

function kept(name, fallback) {
  try { return JSON.parse(localStorage.getItem(`px-${name}`)) ?? fallback; } catch { return fallback; }
}
function keep(name, value) {
  try { localStorage.setItem(`px-${name}`, JSON.stringify(value)); } catch { /* a private window: the panel forgets */ }
}

export class Panel {
  constructor(panel, button, onLoad) {
    this.panel = panel;
    this.button = button;
    this.body = panel.querySelector("[data-panel-body]");
    this.onLoad = onLoad;
    button.addEventListener("click", () => this.toggle());
    document.addEventListener("keydown", (event) => {
      if (event.altKey && event.key.toLowerCase() === "z") { event.preventDefault(); this.toggle(true); }
    });
    this.resizable(panel.querySelector(".px-grip"));
    this.width(kept("width", 360));
    addEventListener("pagehide", () => this.remember());
    if (kept("open", true)) this.open();
  }

  toggle(focus = false) {
    if (this.panel.hidden) { this.open(); if (focus) this.body.focus(); } else this.close();
  }

  async open() {
    this.panel.hidden = false;
    document.body.classList.add("px-with-panel");
    this.button.setAttribute("aria-expanded", "true");
    keep("open", true);
    if (!this.loaded) await this.load();
  }

  close() {
    this.remember();
    this.panel.hidden = true;
    document.body.classList.remove("px-with-panel");
    this.button.setAttribute("aria-expanded", "false");
    keep("open", false);
  }

  async load() {
    this.loaded = true;
    try {
      const response = await fetch(this.panel.dataset.source, { headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      this.body.replaceChildren(...page.body.childNodes);
      const unfolded = new Set(kept("unfolded", []));
      for (const part of this.body.querySelectorAll("details[data-document]")) part.open = unfolded.has(part.dataset.document);
      this.body.scrollTop = kept("scroll", 0);
      this.onLoad(this.body);
    } catch {
      this.loaded = false;
      this.body.textContent = words.failed;
    }
  }

  remember() {
    if (!this.loaded || this.panel.hidden) return;
    keep("scroll", this.body.scrollTop);
    keep("unfolded", [...this.body.querySelectorAll("details[data-document][open]")].map((part) => part.dataset.document));
  }

  width(pixels) {
    const wanted = Math.round(Math.max(LEAST, Math.min(pixels, innerWidth * 0.6)));
    document.documentElement.style.setProperty("--px-panel", `${wanted}px`);
    this.grip?.setAttribute("aria-valuenow", String(wanted));
    this.pixels = wanted;
    keep("width", wanted);
  }

  resizable(grip) {
    this.grip = grip;
    grip.setAttribute("aria-valuemin", String(LEAST));
    grip.setAttribute("aria-valuemax", String(Math.round(innerWidth * 0.6)));
    grip.addEventListener("pointerdown", (event) => grip.setPointerCapture(event.pointerId));
    grip.addEventListener("pointermove", (event) => { if (grip.hasPointerCapture(event.pointerId)) this.width(innerWidth - event.clientX); });
    grip.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") this.width(this.pixels + STEP);
      else if (event.key === "ArrowRight") this.width(this.pixels - STEP);
      else return;
      event.preventDefault();
    });
  }
}
