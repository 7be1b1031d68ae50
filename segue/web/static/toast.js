// A few words at the foot of the window that go by themselves.

import { find } from "./dom.js";

const SHOWN_MILLISECONDS = 7000;
let timer;

/** Say one thing; a later one takes its place. */
export function say(text) {
  const toast = find("toast");
  toast.textContent = text;
  toast.dataset.shown = "";
  clearTimeout(timer);
  timer = setTimeout(() => delete toast.dataset.shown, SHOWN_MILLISECONDS);
}
