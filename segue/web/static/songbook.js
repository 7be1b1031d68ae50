// Names of songs of which only the id is known, such as the likes and seeds an account keeps.

import { ask } from "./api.js";

const KEY = "segue.songs";
const MOST = 200;
const known = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

/** Keep a song's name for this tab. */
export function remember({ song_id, title, artist, genre, year }) {
  known.delete(song_id); // to the end: the oldest go first
  known.set(song_id, { song_id, title, artist, genre, year });
  for (const oldest of known.keys()) {
    if (known.size <= MOST) break;
    known.delete(oldest);
  }
  sessionStorage.setItem(KEY, JSON.stringify([...known]));
}

/** Forget all names. */
export function forget() {
  known.clear();
  sessionStorage.removeItem(KEY);
}

/** Songs for ids, in that order; one that the catalogue does not find shows its id. */
export function songsOf(ids, signal) {
  return Promise.all(ids.map((id) => known.get(id) ?? lookUp(id, signal)));
}

async function lookUp(id, signal) {
  const hits = await ask("catalog/search", { query: { q: id.slice(0, 1000), limit: 10 }, signed: false, signal });
  const song = hits.find((hit) => hit.song_id === id);
  if (song) remember(song);
  return song ?? { song_id: id, title: id, artist: "" };
}
