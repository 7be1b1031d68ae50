// Ways to go: signing out, here or everywhere, and deleting the account.

import { ask } from "./api.js";
import { element, find } from "./dom.js";
import { attempt, whenSent } from "./forms.js";
import { session } from "./session.js";
import { say } from "./toast.js";

/** Wire the buttons, the form, and the dialog with the last words. */
export function startLeaving() {
  find("leave").addEventListener("click", ({ target }) => attempt(target, find("person-error"), leave));
  find("leave-all").addEventListener("click", ({ target }) => attempt(target, find("person-error"), leaveEverywhere));
  whenSent(find("delete-form"), deleteAccount);
  find("farewell-close").addEventListener("click", () => find("farewell").close());
}

/** Here it always works; where the API does not hear of it, the session ends by itself, later. */
async function leave() {
  const json = { refresh_token: session.refreshToken };
  try {
    await ask("auth/logout", { json, signed: false });
  } catch (error) {
    say(`You are signed out in this browser alone. ${error.message}`);
  }
  session.end();
}

async function leaveEverywhere() {
  await ask("auth/logout-all", { method: "POST" });
  session.end();
  say("You are signed out everywhere.");
}

async function deleteAccount() {
  const farewell = await ask("me", { method: "DELETE", json: { password: find("delete-password").value } });
  session.end();
  sayFarewell(farewell);
}

/** Say what is gone, and what still learned from it. */
function sayFarewell({ releases, candidates, unread, note }) {
  find("farewell-note").textContent = note;
  const kept = [
    ...releases.map(({ release, current }) => [release, current ? "answers now" : "kept to go back to"]),
    ...candidates.map((name) => [name, "trained, not in service"]),
    ...unread.map((name) => [name, "could not be looked through"]),
  ];
  find("farewell-kept").replaceChildren(...kept.map(([name, state]) => element("li", {}, name, element("span", { class: "hint" }, ` ${state}`))));
  find("farewell").showModal();
}
