// "For you": the shelves of GET /recommendations/categories.

import { Latest, ask, report } from "./api.js";
import { element, find } from "./dom.js";
import { picks } from "./picks.js";
import { session } from "./session.js";
import { cards, skeletons, spoken } from "./songs.js";
import { wishesInQuery } from "./tune.js";

const LENGTH = 10;
const ALL = 50;
const latest = new Latest();
let turn = 0;

/** Wire the refresh button. */
export function startShelves() {
  find("shelves-refresh").addEventListener("click", () => {
    turn += 1;
    loadShelves();
  });
}

/** Read the shelves and show them. */
export async function loadShelves() {
  const rows = find("shelves-rows");
  rows.ariaBusy = "true";
  if (!rows.querySelector(".card:not(.skeleton)")) rows.replaceChildren(shelf({ label: "Loading" }, skeletons("card", LENGTH)));
  const leaning = leanOn();
  try {
    const { buckets } = await ask("recommendations/categories", { query: question(LENGTH), signal: latest.next() });
    show(buckets, leaning);
  } catch (error) {
    if (error.name !== "AbortError") rows.replaceChildren(element("p", { class: "empty" }, "The shelves could not be filled. Try Refresh."));
    report(error);
  } finally {
    rows.ariaBusy = null;
  }
}

/** Say that the shelves are older than what the person says; songs do not move while somebody looks at them. */
export function outdateShelves() {
  find("shelves-note").textContent = "What you like has changed: refresh, and the shelves follow.";
}

function question(limit) {
  const seed = leanOn()?.song_id ?? (turn ? `refresh ${turn}` : null);
  return { limit, seed, ...wishesInQuery() };
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

function shelf({ id, label, reason }, items) {
  const list = element("ul", { class: "row" }, ...items);
  const heading = element("h3", {}, label, ...(reason ? [element("span", { class: "hint" }, ` ${reason}`)] : []));
  const all = items.length < LENGTH || !id ? [] : [showAll(id, label, list)];
  return element("section", { class: "shelf", "aria-label": label }, element("div", { class: "shelf-head" }, heading, ...all), list);
}

/** A button that takes the shelf as far as it goes; it begins with what stands there. */
function showAll(id, label, list) {
  const button = element("button", { type: "button", class: "link", "aria-label": `See all of ${label}` }, "See all");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const { buckets } = await ask("recommendations/categories", { query: { ...question(ALL), only: id } });
      list.replaceChildren(...cards(buckets[0]?.items ?? []));
      list.className = "grid";
      button.remove();
    } catch (error) {
      button.disabled = false;
      report(error);
    }
  });
  return button;
}
