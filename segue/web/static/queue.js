// "Up next": what would follow the song somebody chose, POST /recommendations/similar.

import { Latest, ask, report } from "./api.js";
import { cover } from "./cover.js";
import { element, find } from "./dom.js";
import { heart } from "./likes.js";
import { lines, skeletons, spoken, words } from "./songs.js";

const LENGTH = 12;
const latest = new Latest();
let current;
let shuffles = 0;

/** Wire the panel's buttons. */
export function startQueue() {
  find("queue-shuffle").addEventListener("click", () => {
    shuffles += 1;
    load();
  });
  find("queue-fold").addEventListener("click", () => fold(find("queue-fold").getAttribute("aria-expanded") === "true"));
}

/** Make a song the current one and show what follows it. */
export function follow(song) {
  current = song;
  shuffles = 0;
  delete find("queue").dataset.empty;
  find("queue-shuffle").hidden = false;
  find("queue-empty").hidden = true;
  find("queue-now").replaceChildren(
    element("div", { class: "now" }, cover(song), words(song), heart(song)),
  );
  fold(false);
  return load();
}

/** Begin anew: nobody has chosen a song. */
export function clearQueue() {
  latest.next();
  current = undefined;
  find("queue").dataset.empty = "";
  find("queue-shuffle").hidden = true;
  find("queue-empty").hidden = false;
  find("queue-now").replaceChildren();
  find("queue-songs").replaceChildren();
}

/** The same song and the same count of shuffles always give the same queue. */
async function load() {
  const list = find("queue-songs");
  list.ariaBusy = "true";
  list.replaceChildren(...skeletons("line", LENGTH));
  const json = { song: current.song_id, limit: LENGTH, seed: shuffles ? `shuffle ${shuffles}` : null };
  try {
    const { results } = await ask("recommendations/similar", { json, signal: latest.next() });
    const none = element("li", { class: "empty" }, "No other song follows this one.");
    list.replaceChildren(...(results.length ? lines(results) : [none]));
    find("queue-body").scrollTop = 0;
    find("queue-status").textContent = `${results.length} songs follow ${spoken(current)}.`;
  } catch (error) {
    if (error.name !== "AbortError") list.replaceChildren(element("li", { class: "empty" }, "The queue could not be filled. Choose the song again."));
    report(error);
  } finally {
    list.ariaBusy = null;
  }
}

/** On a small screen the panel can be folded away to its current song. */
function fold(folded) {
  find("queue").toggleAttribute("data-folded", folded);
  find("queue-fold").setAttribute("aria-expanded", String(!folded));
}
