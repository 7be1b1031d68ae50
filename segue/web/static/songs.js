// Songs on the page: cards, rows of a queue, and grey ones while an answer is on its way.

import { cover } from "./cover.js";
import { element } from "./dom.js";
import { heart } from "./likes.js";
import { more } from "./menu.js";

/** Fired (and bubbling) when somebody chooses a song; its detail is the song. */
export const CHOSEN = "song-chosen";

/** "Title by Artist", or the title alone. */
export function spoken({ title, artist }) {
  return artist ? `${title} by ${artist}` : title;
}

/** Cards for a list of songs, best first. */
export function cards(songs) {
  const nearest = nearestOf(songs);
  return songs.map((song) => entry("card", song, nearest));
}

/** Narrow entries for the queue. */
export function lines(songs) {
  const nearest = nearestOf(songs);
  return songs.map((song) => entry("line", song, nearest));
}

/** Grey cards or lines. */
export function skeletons(kind, count) {
  return Array.from({ length: count }, () =>
    element("li", { class: `${kind} skeleton`, "aria-hidden": "true" }, element("span", { class: "cover" }), element("span", { class: "words" })),
  );
}

/** Title, artist and, where known, genre and year. */
export function words(song) {
  const facts = [song.genre, song.year].filter(Boolean).join(" · ");
  return element(
    "span",
    { class: "words" },
    element("span", { class: "title" }, song.title),
    element("span", { class: "artist" }, song.artist),
    ...(facts ? [element("span", { class: "facts" }, facts)] : []),
  );
}

function entry(kind, song, nearest) {
  const choose = (event) => event.currentTarget.dispatchEvent(new CustomEvent(CHOSEN, { detail: song, bubbles: true }));
  const label = `What follows ${spoken(song)}?`;
  const button = element("button", { type: "button", class: "choose", title: song.title, "aria-label": label, onclick: choose }, cover(song), words(song));
  return element("li", { class: kind }, button, ...nearness(song, nearest), heart(song), more(song));
}

/** The closeness (1 − distance) of the nearest song of a list, 0 where no song has any. */
function nearestOf(songs) {
  return Math.max(0, ...songs.map(closeness));
}

function closeness({ distance }) {
  return distance == null ? 0 : Math.max(0, 1 - distance);
}

/**
 * A bar: how close a song is, as a share of the closest of its list. Distances themselves crowd together
 * far from 0, so bars of them would all look alike.
 */
function nearness(song, nearest) {
  if (song.distance == null) return [];
  const share = nearest > 0 ? closeness(song) / nearest : 0;
  const label = `Distance ${song.distance.toFixed(3)}`;
  const bar = element("span", { class: "near", role: "img", "aria-label": label, title: label }, element("span"));
  bar.firstChild.style.setProperty("width", `${Math.round(share * 100)}%`);
  return [bar];
}
