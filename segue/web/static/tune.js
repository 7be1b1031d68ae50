// How answers should be: discovery, diversity, explicit songs, years. Kept with the account, else for this tab.

import { ask, report } from "./api.js";
import { find } from "./dom.js";
import { session } from "./session.js";

const KEY = "segue.tune";
const PLAIN = { discovery: null, diversity: null, explicit: null, since: null, until: null };
const SENT_AFTER_MILLISECONDS = 250;
let wished = { ...PLAIN, ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}") };
let pause;
let changed;

/**
 * Wire the dials.
 * @param {function} onChange - called when the answers on the page no longer are what was wished for.
 */
export function startTune(onChange) {
  changed = onChange;
  find("tune").addEventListener("input", read);
  find("tune-reset").addEventListener("click", () => take({ ...PLAIN }));
  show();
}

/** What the account prefers takes the place of what this tab held. */
export async function takeUpPreferences() {
  const { discovery, diversity, explicit } = await ask("me/preferences");
  wished = { ...wished, discovery, diversity, explicit };
  keep();
}

/** Forget what somebody wished for. */
export function forgetWishes() {
  wished = { ...PLAIN };
  keep();
  sessionStorage.removeItem(KEY);
}

/** The fields a JSON body of a recommendation takes. */
export function wishes() {
  const { discovery, diversity, explicit, since, until } = wished;
  const filter = { ...(explicit === false && { explicit }), ...((since || until) && { years: [since, until] }) };
  return {
    ...(discovery !== null && { discovery }),
    ...(diversity !== null && { diversity }),
    ...(Object.keys(filter).length && { filter }),
  };
}

/** The same for a query. */
export function wishesInQuery() {
  const { discovery, diversity, explicit, since, until } = wished;
  return { discovery, diversity, explicit: explicit === false ? "false" : null, year_from: since, year_to: until };
}

function read() {
  const dial = (name) => (Number(find(name).value) === 0.5 ? null : Number(find(name).value));
  const year = (name) => (find(name).validity.valid && find(name).value ? Number(find(name).value) : null);
  const explicit = find("tune-explicit").checked ? null : false;
  clearTimeout(pause);
  const next = { discovery: dial("tune-discovery"), diversity: dial("tune-diversity"), explicit, since: year("tune-since"), until: year("tune-until") };
  pause = setTimeout(() => take(next), SENT_AFTER_MILLISECONDS);
}

async function take(next) {
  wished = next;
  keep();
  try {
    if (session.token) await store();
    changed();
  } catch (error) {
    report(error);
  }
}

function store() {
  const { discovery, diversity, explicit } = wished;
  return ask("me/preferences", { method: "PUT", json: { discovery, diversity, explicit } });
}

function keep() {
  sessionStorage.setItem(KEY, JSON.stringify(wished));
  show();
}

function show() {
  find("tune-discovery").value = wished.discovery ?? 0.5;
  find("tune-diversity").value = wished.diversity ?? 0.5;
  find("tune-explicit").checked = wished.explicit !== false;
  find("tune-since").value = wished.since ?? "";
  find("tune-until").value = wished.until ?? "";
  find("tune-reset").hidden = Object.values(wished).every((value) => value === null);
}
