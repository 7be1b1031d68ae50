// "Your account": who is signed in, what is stored of them, and whom it serves.

import { ask, askForFile } from "./api.js";
import { element, find } from "./dom.js";
import { attempt } from "./forms.js";
import { session } from "./session.js";

const COUNTED = {
  likes: "likes",
  seeds: "songs named",
  feedback: "plays, skips",
  dislikes: "dislikes",
  blocks: "kept away",
  sessions: "sign-ins",
};

/** Wire the dialog and the button that opens it. */
export function startPerson() {
  find("person-open").addEventListener("click", open);
  find("person-close").addEventListener("click", () => find("person").close());
  find("person").addEventListener("close", clear);
  find("person-private").addEventListener("change", ({ target }) => once(target, setPrivate));
  find("person-export").addEventListener("click", ({ target }) => once(target, save));
  find("service-open").addEventListener("click", ({ target }) => once(target, lookAfter));
  session.addEventListener("change", showWho);
  showWho();
}

function open() {
  clear();
  find("person").showModal();
  once(find("person-open"), async () => show(await ask("me")));
}

function once(control, act) {
  find("person-note").textContent = "";
  return attempt(control, find("person-error"), act);
}

function show({ created_at: since, private: isPrivate, is_admin: isAdmin, counts }) {
  const day = new Date(since).toLocaleDateString("en", { day: "numeric", month: "long", year: "numeric" });
  find("person-since").textContent = `Here since ${day}`;
  find("person-private").checked = isPrivate;
  find("service-open").hidden = !isAdmin;
  showCounts(counts);
}

function showCounts(counts) {
  const tile = ([name, words]) => {
    const count = counts[name]?.toLocaleString("en") ?? "–";
    return element("div", {}, element("dt", {}, words), element("dd", {}, count));
  };
  find("person-counts").replaceChildren(...Object.entries(COUNTED).map(tile));
}

/** The other preferences stay as they are. */
async function setPrivate() {
  const wanted = find("person-private");
  const { checked } = wanted;
  try {
    const others = await ask("me/preferences");
    await ask("me/preferences", { method: "PUT", json: { ...others, private: checked } });
  } catch (error) {
    wanted.checked = !checked;
    throw error;
  }
}

async function save() {
  const { name, content } = await askForFile("me/export");
  const address = URL.createObjectURL(content);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address)); // the click has taken it by then
  find("person-note").textContent = `Saved as ${name}.`;
}

/** Few look after the service: its modules are fetched for them when they do. */
async function lookAfter() {
  const { openService } = await import("./service.js");
  openService();
}

/** Nothing that was typed or said is there the next time. */
function clear() {
  for (const form of find("person").querySelectorAll("form")) form.reset();
  for (const part of find("person").querySelectorAll("details")) part.open = false;
  for (const words of find("person").querySelectorAll(".error, #person-note")) words.textContent = "";
  find("person-since").textContent = "";
  find("service-open").hidden = true;
  showCounts({});
}

function showWho() {
  const { name } = session;
  find("person-open").hidden = name === null;
  for (const field of find("person").querySelectorAll("[name=username]")) field.defaultValue = name ?? ""; // for password managers
  for (const place of document.querySelectorAll(".person-name")) place.textContent = name ?? "";
  if (name !== null || !find("person").open) return;
  find("person").close();
  find("account-open").focus();
}
