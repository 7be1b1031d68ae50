// Signing up and in.

import { ask } from "./api.js";
import { find } from "./dom.js";
import { whenSent } from "./forms.js";
import { session } from "./session.js";

const MODES = {
  "sign in": { title: "Sign in", question: "New here?", other: "Create an account", password: "current-password" },
  "sign up": { title: "Create an account", question: "Have one already?", other: "Sign in", password: "new-password" },
};
let mode = "sign in";
let waiting = [];

/** True when somebody is signed in; otherwise asks them to, and false when they would rather not. */
export function requireAccount(why) {
  if (session.token) return true;
  open(why);
  return new Promise((resolve) => waiting.push(resolve));
}

/** Wire the dialog and the button at the top of the page. */
export function startAccount() {
  find("account-open").addEventListener("click", () => open(""));
  find("account-close").addEventListener("click", () => find("account").close());
  find("account-other").addEventListener("click", () => setMode(mode === "sign in" ? "sign up" : "sign in"));
  find("account").addEventListener("close", closed);
  whenSent(find("account-form"), signIn);
  session.addEventListener("change", showWho);
  showWho();
}

function open(why) {
  setMode(mode);
  find("account-why").textContent = why;
  find("account").showModal();
  find("account-username").focus();
}

function setMode(chosen) {
  mode = chosen;
  const { title, question, other, password } = MODES[mode];
  find("account-title").textContent = title;
  find("account-submit").textContent = title;
  find("account-other-question").textContent = question;
  find("account-other").textContent = other;
  find("account-password").autocomplete = password;
  find("account-rule").hidden = mode === "sign in";
  find("account-error").textContent = "";
}

async function signIn() {
  const [username, password] = [find("account-username").value, find("account-password").value];
  session.begin(username, await send({ username, password }));
  mode = "sign in";
  find("account").close();
}

function send(credentials) {
  const wanted = { ...credentials, session: true };
  if (mode === "sign up") return ask("auth/signup", { json: wanted, signed: false });
  return ask("auth/login", { form: wanted, signed: false });
}

function closed() {
  find("account-form").reset();
  find("account-error").textContent = "";
  for (const resolve of waiting.splice(0)) resolve(session.token !== null);
}

function showWho() {
  find("account-open").hidden = session.token !== null;
}
