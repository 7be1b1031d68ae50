// Hearts: which songs the person signed in likes, newest first.

import { requireAccount } from "./account.js";
import { ask, report } from "./api.js";
import { element, icon } from "./dom.js";
import { session } from "./session.js";

class Likes extends EventTarget {
  #ids = [];
  #loading = Promise.resolve();

  /** Song ids, newest first. */
  get ids() {
    return this.#ids;
  }

  /** Read them from the account; nobody signed in likes nothing. */
  load() {
    this.#loading = this.#read();
    return this.#loading;
  }

  /** Like a song or take the like back; the answer says which it was. */
  async toggle(song) {
    await this.#loading; // an older answer that comes later would undo ours
    const { liked } = await ask("likes/toggle", { json: { song_id: song.song_id } });
    const others = this.#ids.filter((id) => id !== song.song_id);
    this.#ids = liked ? [song.song_id, ...others] : others;
    this.#changed("toggle", song);
  }

  async #read() {
    this.#ids = session.token ? (await ask("likes")).likes : [];
    this.#changed("load");
  }

  #changed(type, song) {
    for (const heart of document.querySelectorAll(".heart")) show(heart);
    this.dispatchEvent(new CustomEvent(type, { detail: song }));
  }
}

/** Fires "load" and "toggle" (its detail is the song). */
export const likes = new Likes();

/** A heart button for a song; it follows the song's like wherever that is changed. */
export function heart(song) {
  const attributes = { type: "button", class: "heart", "data-song-id": song.song_id };
  const button = element("button", { ...attributes, "aria-label": `Like ${song.title}` }, icon("heart"));
  button.addEventListener("click", () => press(button, song));
  show(button);
  return button;
}

async function press(button, song) {
  if (button.ariaBusy) return; // a second toggle before the first is answered would undo it
  button.ariaBusy = "true";
  try {
    if (await requireAccount("With an account, Segue keeps the songs you like.")) await likes.toggle(song);
  } catch (error) {
    report(error);
  } finally {
    button.ariaBusy = null;
  }
}

function show(button) {
  button.setAttribute("aria-pressed", String(likes.ids.includes(button.dataset.songId)));
}
