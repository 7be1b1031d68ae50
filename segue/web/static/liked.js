// "Your likes": the hearts an account keeps, as a row of songs.

import { Latest, report } from "./api.js";
import { element, find } from "./dom.js";
import { likes } from "./likes.js";
import { session } from "./session.js";
import { remember, songsOf } from "./songbook.js";
import { cards } from "./songs.js";

const MOST = 24;
const latest = new Latest();

/** Keep the row in step with the likes. */
export function startLiked() {
  likes.addEventListener("load", show);
  likes.addEventListener("toggle", (event) => {
    remember(event.detail);
    show();
  });
}

async function show() {
  const signal = latest.next();
  find("likes").hidden = !session.token;
  if (!session.token) return;
  try {
    const songs = await songsOf(likes.ids.slice(0, MOST), signal);
    if (signal.aborted) return;
    const hint = element("li", { class: "empty" }, "Give a song a heart, and it stays here.");
    find("likes").querySelector("ul").replaceChildren(...(songs.length ? cards(songs) : [hint]));
    const count = likes.ids.length;
    find("likes-note").textContent = count > MOST ? `The newest ${MOST} of ${count}.` : "";
  } catch (error) {
    report(error);
  }
}
