// "Really?", before something is done to everybody.

import { element, icon } from "./dom.js";

/**
 * Ask whether something is meant.
 * @param {string} question
 * @param {string} means - what would happen.
 * @param {string} words - of the button that does it.
 * @param {Element[]} [fields] - what else is asked.
 * @returns {Promise<boolean>}
 */
export function askWhether(question, means, words, fields = []) {
  const close = element("button", { type: "button", class: "round", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"));
  const yes = element("button", { type: "submit", value: "yes", class: "primary", autofocus: fields.length === 0 }, words);
  const heading = element("div", { class: "heading" }, element("h2", { id: "sure-title" }, question), close);
  const form = element("form", { method: "dialog" }, heading, element("p", { class: "hint" }, means), ...fields, yes);
  const dialog = element("dialog", { "aria-labelledby": "sure-title" }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/** The same, and why: the reason, which may be empty; null for no. */
export async function askWhy(question, means, words) {
  const reason = element("input", { id: "sure-reason", type: "text", maxlength: "500", autocomplete: "off", autofocus: true });
  const label = element("label", { for: reason.id }, "Why? A few words for the history");
  return (await askWhether(question, means, words, [label, reason])) ? reason.value : null;
}
