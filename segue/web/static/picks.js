// The songs somebody named, as chips; kept for this tab.

import { cover } from "./cover.js";
import { element, find, icon } from "./dom.js";
import { remember } from "./songbook.js";
import { spoken } from "./songs.js";

const KEY = "segue.picks";
const MOST = 50;

class Picks extends EventTarget {
  #songs = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");

  get songs() {
    return this.#songs;
  }

  get ids() {
    return this.#songs.map((song) => song.song_id);
  }

  add(song) {
    if (this.ids.includes(song.song_id)) return;
    remember(song);
    this.set([...this.#songs, song].slice(-MOST));
  }

  remove(song) {
    this.set(this.#songs.filter((other) => other.song_id !== song.song_id));
  }

  set(songs) {
    this.#songs = songs;
    sessionStorage.setItem(KEY, JSON.stringify(songs));
    this.dispatchEvent(new Event("change"));
  }
}

/** Fires "change". */
export const picks = new Picks();

/** Show the chips, and keep showing them. */
export function startPicks() {
  picks.addEventListener("change", show);
  show();
}

function show() {
  find("picks").replaceChildren(...picks.songs.map((song) => chip(song, ...inside(song), removal(song))));
  find("play").disabled = picks.songs.length === 0;
}

/** One song as a chip. */
export function chip(song, ...children) {
  return element("li", { class: "chip", title: spoken(song) }, ...children);
}

/** What a chip shows of a song. */
export function inside(song) {
  return [cover(song), element("span", {}, song.title)];
}

function removal(song) {
  const remove = () => {
    picks.remove(song);
    find("search-field").focus();
  };
  return element("button", { type: "button", class: "round", "aria-label": `Remove ${spoken(song)}`, onclick: remove }, icon("close"));
}
