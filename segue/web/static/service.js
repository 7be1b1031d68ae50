// "Service": what administrators look after. Loaded for them alone.

import { element, icon } from "./dom.js";
import { showExperiment } from "./experiment.js";
import { attempt } from "./forms.js";
import { showReceived } from "./received.js";
import { showReleases } from "./releases.js";
import { showRetraining } from "./retraining.js";
import { session } from "./session.js";

const PARTS = {
  Releases: showReleases,
  Retraining: showRetraining,
  "How lists are received": showReceived,
  Experiment: showExperiment,
};

const CHANGED = "segue:releases";

/** Open the dialog and fill it. */
export async function openService() {
  const parts = Object.entries(PARTS).map(([title, show]) => new Part(title, show));
  const dialog = dialogOf(parts);
  dialog.addEventListener(CHANGED, () => parts[0].load());
  const end = () => dialog.close();
  session.addEventListener("change", end);
  dialog.addEventListener("close", () => {
    session.removeEventListener("change", end);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  for (const part of parts) await part.load(); // one by one: the API makes one report at a time
}

/** One section of the dialog. It reads and shows what it is about, and again when that has changed. */
class Part {
  #show;
  #body = element("div", { class: "part-body" }, element("p", { class: "hint" }, "Reading …"));
  #refusal = element("p", { class: "error", role: "alert" });
  #title;

  constructor(title, show) {
    this.#show = show;
    this.#title = element("h3", { tabindex: "-1" }, title);
    this.node = element("section", { "aria-label": title }, this.#title, this.#refusal, this.#body);
  }

  /** Whether somebody may still look at it. */
  get isOpen() {
    return this.node.isConnected;
  }

  async load() {
    await attempt(this.#body, this.#refusal, async () => this.isOpen && (await this.#show(this)));
    if (this.#refusal.textContent && !this.#body.querySelector("ul, ol")) this.fill();
  }

  fill(...nodes) {
    this.#body.replaceChildren(...nodes);
  }

  /** Say that there may be another release, or another one in service. */
  changed() {
    this.node.dispatchEvent(new Event(CHANGED, { bubbles: true }));
  }

  /** A button that does something and then shows what has become of it; `act` gives false where nothing has. */
  button(words, act, attributes = {}) {
    const button = element("button", { type: "button", class: "quiet", ...attributes }, words);
    const done = async () => {
      if ((await act()) === false) return;
      await this.load();
      this.#title.focus(); // the button that had the focus may be gone
    };
    button.addEventListener("click", () => attempt(button, this.#refusal, done));
    return button;
  }
}

function dialogOf(parts) {
  const close = element("button", { type: "button", class: "round", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"));
  const heading = element("div", { class: "heading" }, element("h2", { id: "service-title" }, "Service"), close);
  const dialog = element("dialog", { id: "service", "aria-labelledby": "service-title" }, heading, ...parts.map((part) => part.node));
  return dialog;
}
