// A few words at the foot of the window that go by themselves.

import { element, find } from "./dom.js";

const SHOWN_MILLISECONDS = 7000;
let timer;

/**
 * Say one thing; a later one takes its place.
 * @param {string} text
 * @param {object} [offer] - a button beside the words: its `words`, and what it does, `act`.
 */
export function say(text, offer) {
  const toast = find("toast");
  toast.replaceChildren(text, ...(offer ? [button(toast, offer)] : []));
  toast.dataset.shown = "";
  clearTimeout(timer);
  timer = setTimeout(() => delete toast.dataset.shown, SHOWN_MILLISECONDS);
}

function button(toast, { words, act }) {
  const chosen = () => {
    delete toast.dataset.shown;
    act();
  };
  return element("button", { type: "button", class: "link", onclick: chosen }, words);
}
