// Songs to begin with, for somebody who has no idea what there is: GET /catalog/onboarding.

import { Latest, ask, report } from "./api.js";
import { element, find } from "./dom.js";
import { chip, inside, picks } from "./picks.js";
import { spoken } from "./songs.js";

const SHOWN = 8;
const ENOUGH = 5; // after so many choices a taste is known well enough to play
const MOST_SKIPPED = 100;
const latest = new Latest();
let offered = [];
let skipped = []; // shown before and not picked, which also says something

/** Offer songs to name, and others after each choice. */
export function startStarters() {
  find("starters-others").addEventListener("click", offer);
  picks.addEventListener("change", offer);
  offer();
}

async function offer() {
  const signal = latest.next();
  if (picks.songs.length >= ENOUGH) return show([]);
  show(offered.filter((song) => !picks.ids.includes(song.song_id))); // at once, before others come
  skipped = [...new Set([...offered.map((song) => song.song_id), ...skipped])].slice(0, MOST_SKIPPED);
  try {
    const query = { chosen: picks.ids, skipped, limit: SHOWN };
    const { results } = await ask("catalog/onboarding", { query, signed: false, signal });
    if (!results.length && skipped.length) return beginAnew();
    show(results);
  } catch (error) {
    report(error);
  }
}

/** All there is was shown: what was passed over may come again. */
function beginAnew() {
  [offered, skipped] = [[], []];
  return offer();
}

function show(songs) {
  offered = songs;
  const chips = songs.map((song) => chip(song, element("button", { type: "button", "aria-label": `Name ${spoken(song)}`, onclick: () => picks.add(song) }, ...inside(song))));
  find("starters").querySelector("ul").replaceChildren(...chips);
  find("starters").hidden = songs.length === 0;
  find("starters-title").textContent = picks.songs.length ? "One of these, too?" : "Nothing comes to mind? Begin with one of these:";
}
