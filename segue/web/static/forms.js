// Forms inside a dialog: sent once at a time, their refusals beside the fields, where a toast would lie below.

import { ApiError } from "./wire.js";

/** Let a form do something when it is sent. It has a submit button and an `.error`. */
export function whenSent(form, act) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(form.querySelector("[type=submit]"), form.querySelector(".error"), act);
  });
}

/**
 * Do something once, however often its control is pressed meanwhile.
 * @param {HTMLElement} control - busy meanwhile, not disabled: that would take the focus from it.
 * @param {HTMLElement} refusal - says what was wrong, or nothing.
 * @param {function} act - may be refused by the API.
 */
export async function attempt(control, refusal, act) {
  if (control.ariaBusy) return;
  control.ariaBusy = "true";
  refusal.textContent = "";
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!error.shown) refusal.textContent = error.message;
  } finally {
    control.ariaBusy = null;
  }
}
