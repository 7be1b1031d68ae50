// Signing up, in and out.

import { ApiError, ask } from "./api.js";
import { find } from "./dom.js";
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

/** Wire the dialog and the buttons at the top of the page. */
export function startAccount() {
  find("account-open").addEventListener("click", () => open(""));
  find("account-leave").addEventListener("click", () => session.end());
  find("account-close").addEventListener("click", () => find("account").close());
  find("account-other").addEventListener("click", () => setMode(mode === "sign in" ? "sign up" : "sign in"));
  find("account").addEventListener("close", closed);
  find("account-form").addEventListener("submit", submit);
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

async function submit(event) {
  event.preventDefault();
  const button = find("account-submit");
  const [username, password] = [find("account-username").value, find("account-password").value];
  button.disabled = true;
  find("account-error").textContent = "";
  try {
    const { access_token: token } = await send({ username, password });
    session.begin(token, username);
    mode = "sign in";
    find("account").close();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    find("account-error").textContent = error.message; // beside the fields: a toast would lie below the dialog
  } finally {
    button.disabled = false;
  }
}

function send(credentials) {
  if (mode === "sign up") return ask("auth/signup", { json: credentials, signed: false });
  return ask("auth/login", { form: credentials, signed: false });
}

function closed() {
  find("account-form").reset();
  find("account-error").textContent = "";
  for (const resolve of waiting.splice(0)) resolve(session.token !== null);
}

function showWho() {
  const signedIn = session.token !== null;
  find("account-name").textContent = session.name ?? "";
  find("account-name").hidden = !signedIn;
  find("account-leave").hidden = !signedIn;
  find("account-open").hidden = signedIn;
}
