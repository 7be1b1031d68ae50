// "For you": the shelves of GET /recommendations/categories.

import { Latest, ask, report } from "./api.js";
import { element, find } from "./dom.js";
import { picks } from "./picks.js";
import { session } from "./session.js";
import { cards, skeletons, spoken } from "./songs.js";

const LENGTH = 10;
const latest = new Latest();
let turn = 0;

/** Wire the refresh button. */
export function startShelves() {
  find("shelves-refresh").addEventListener("click", () => {
    turn += 1;
    loadShelves();
  });
}

/**
 * Read the shelves and show them.
 * @returns {Promise<object[][]>} the songs of each shelf; none when there was no answer.
 */
export async function loadShelves() {
  const rows = find("shelves-rows");
  rows.ariaBusy = "true";
  if (!rows.querySelector(".card:not(.skeleton)")) rows.replaceChildren(shelf({ label: "Loading" }, skeletons("card", LENGTH)));
  const leaning = leanOn();
  const seed = leaning?.song_id ?? (turn ? `refresh ${turn}` : undefined);
  try {
    const query = { limit: LENGTH, ...(seed && { seed }) };
    const { buckets } = await ask("recommendations/categories", { query, signal: latest.next() });
    show(buckets, leaning);
    return buckets.map((bucket) => bucket.items);
  } catch (error) {
    if (error.name !== "AbortError") rows.replaceChildren(element("p", { class: "empty" }, "The shelves could not be filled. Try Refresh."));
    report(error);
    return [];
  } finally {
    rows.ariaBusy = null;
  }
}

/** Say that the shelves are older than the person's likes; songs do not move while somebody looks at them. */
export function outdateShelves() {
  find("shelves-note").textContent = "Your likes have changed: refresh, and the shelves follow.";
}

/** Without an account the shelves know one song at most; each refresh takes the next one named. */
function leanOn() {
  return session.token ? undefined : picks.songs.at(-1 - (turn % (picks.songs.length || 1)));
}

function show(buckets, leaning) {
  const empty = element("p", { class: "empty" }, "No shelves yet. Name a song or two above.");
  find("shelves-rows").replaceChildren(...(buckets.length ? buckets.map((bucket) => shelf(bucket, cards(bucket.items))) : [empty]));
  find("shelves-note").textContent = note(buckets, leaning);
}

function note(buckets, leaning) {
  if (leaning) return `Leaning on ${spoken(leaning)}. With an account they lean on all you name and like.`;
  if (buckets.some((bucket) => bucket.seed_used)) return "From the songs you named and like.";
  return "What many people play. Name a song, and this page turns towards you.";
}

function shelf({ label, seed_used: seedUsed }, items) {
  const heading = element("h3", {}, label, ...(seedUsed ? [element("span", { class: "hint" }, ` from ${seedUsed}`)] : []));
  return element("section", { class: "shelf", "aria-label": label }, heading, element("ul", { class: "row" }, ...items));
}
