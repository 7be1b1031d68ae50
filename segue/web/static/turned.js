// What somebody turned away from: songs, artists and genres that do not come back until they say so.

import { requireAccount } from "./account.js";
import { ask, report } from "./api.js";
import { element, find } from "./dom.js";
import { session } from "./session.js";
import { say } from "./toast.js";

class Turned extends EventTarget {
  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Fires "change". */
export const turned = new Turned();

/**
 * Keep something away.
 * @param {"songs"|"artists"|"genres"} kind
 * @param {string} name - a song id, or the name of an artist or genre.
 * @param {string} words - how to speak of it.
 * @param {string} [until] - when it may come back, ISO 8601; never without.
 */
export async function turnAway(kind, name, words, until) {
  try {
    if (!(await requireAccount("With an account, Segue remembers what you do not want."))) return;
    await ask(path(kind, name), { method: "PUT", json: { until: until ?? null } });
    say(`${words} will not come back${until ? " this month" : ""}.`, { words: "Undo", act: () => takeBack(kind, name) });
    await showTurned();
    turned.changed();
  } catch (error) {
    report(error);
  }
}

/** Show what the account keeps away, each with a way back. */
export async function showTurned() {
  const part = find("turned");
  const { blocks } = session.token ? await ask("me/blocks") : { blocks: [] };
  part.hidden = blocks.length === 0;
  part.querySelector("ul").replaceChildren(...blocks.map(entry));
}

async function takeBack(kind, name) {
  try {
    await ask(path(kind, name), { method: "DELETE" });
    await showTurned();
    turned.changed();
  } catch (error) {
    report(error);
  }
}

function entry({ kind, name, until }) {
  const when = until ? ` until ${new Date(until).toLocaleDateString("en", { day: "numeric", month: "long" })}` : "";
  const back = element("button", { type: "button", class: "link", onclick: () => takeBack(`${kind}s`, name) }, "Let it come back");
  return element("li", {}, element("span", {}, `${name}${when}`), back);
}

function path(kind, name) {
  return `me/blocks/${kind}/${encodeURIComponent(name)}`;
}
