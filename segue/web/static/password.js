// Another password. Whoever else is signed in to the account no longer is.

import { ask } from "./api.js";
import { find } from "./dom.js";
import { whenSent } from "./forms.js";
import { session } from "./session.js";

/** Wire the form. */
export function startPassword() {
  whenSent(find("password-form"), change);
  find("password-shown").addEventListener("change", ({ target }) => show(target.checked));
  find("password-form").addEventListener("reset", () => show(false));
}

async function change() {
  const { name } = session;
  const [current, next] = [find("password-current").value, find("password-next").value];
  const json = { current_password: current, new_password: next, session: true };
  session.begin(name, await ask("auth/password", { json }));
  find("password-form").reset();
  find("password").open = false;
  find("password").querySelector("summary").focus();
  find("person-note").textContent = "Your password is changed. Everywhere else you are signed out.";
}

/** A slip of the finger can't be undone by mail: let people see what they type. */
function show(shown) {
  for (const field of [find("password-current"), find("password-next")]) field.type = shown ? "text" : "password";
}
