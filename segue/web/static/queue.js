// "Up next": what would follow the song somebody chose, POST /recommendations/similar.

import { Latest, ask, report } from "./api.js";
import { cover } from "./cover.js";
import { element, find, icon } from "./dom.js";
import { heart } from "./likes.js";
import { lines, skeletons, spoken, words } from "./songs.js";
import { wishes } from "./tune.js";

const LENGTH = 12;
const MOST_REMEMBERED = 50;
const latest = new Latest();
let current;
let shuffles = 0;
let heard = []; // what this session played or skipped, the last one last
let waiting = []; // the songs shown
let cursor = null; // where the queue goes on

/** Wire the panel's buttons. */
export function startQueue() {
  find("queue-shuffle").addEventListener("click", () => {
    shuffles += 1;
    load();
  });
  find("queue-more").addEventListener("click", goOn);
  find("queue-fold").addEventListener("click", () => fold(find("queue-fold").getAttribute("aria-expanded") === "true"));
}

/** Make a song the current one and show what follows it. */
export function follow(song, outcome = "played") {
  if (current) heard = [...heard, { song: current.song_id, outcome }].slice(-MOST_REMEMBERED);
  current = song;
  shuffles = 0;
  delete find("queue").dataset.empty;
  find("queue-shuffle").hidden = false;
  find("queue-empty").hidden = true;
  find("queue-now").replaceChildren(element("div", { class: "now" }, cover(song), words(song), heart(song), skip(song)));
  fold(false);
  return load();
}

/** Begin anew: nobody has chosen a song. */
export function clearQueue() {
  latest.next();
  current = undefined;
  heard = [];
  find("queue").dataset.empty = "";
  find("queue-shuffle").hidden = true;
  find("queue-empty").hidden = false;
  find("queue-now").replaceChildren();
  goesOn([], null);
  find("queue-songs").replaceChildren();
}

/** What follows may be another one now. */
export function refreshQueue() {
  return current && load();
}

/** The same session and the same count of shuffles always give the same queue. */
async function load() {
  const list = find("queue-songs");
  list.ariaBusy = "true";
  list.replaceChildren(...skeletons("line", LENGTH));
  goesOn([], null);
  try {
    const { results, cursor: next } = await ask("recommendations/similar", { json: question(), signal: latest.next() });
    const none = element("li", { class: "empty" }, "No other song follows this one.");
    list.replaceChildren(...(results.length ? lines(results) : [none]));
    goesOn(results, next);
    find("queue-body").scrollTop = 0;
    find("queue-status").textContent = `${results.length} songs follow ${spoken(current)}.`;
  } catch (error) {
    if (error.name !== "AbortError") list.replaceChildren(element("li", { class: "empty" }, "The queue could not be filled. Choose the song again."));
    report(error);
  } finally {
    list.ariaBusy = null;
  }
}

/** More of the same queue, without a song it has shown. */
async function goOn() {
  find("queue-more").disabled = true;
  try {
    const { results, cursor: next } = await ask("recommendations/similar", { json: { ...question(), cursor }, signal: latest.next() });
    find("queue-songs").append(...lines(results));
    goesOn([...waiting, ...results], next);
    find("queue-status").textContent = `${results.length} more songs.`;
  } catch (error) {
    report(error);
  } finally {
    find("queue-more").disabled = false;
  }
}

function goesOn(songs, next) {
  [waiting, cursor] = [songs, next ?? null];
  find("queue-more").hidden = cursor === null;
}

function question() {
  return { song: current.song_id, limit: LENGTH, seed: shuffles ? `shuffle ${shuffles}` : null, history: heard, ...wishes() };
}

/** On to the first song that waits; the queue heeds what was skipped. */
function skip(song) {
  const next = () => waiting.length && follow(waiting[0], "skipped");
  return element("button", { type: "button", class: "round", "aria-label": `Skip ${spoken(song)}`, title: "Skip", onclick: next }, icon("skip"));
}

/** On a small screen the panel can be folded away to its current song. */
function fold(folded) {
  find("queue").toggleAttribute("data-folded", folded);
  find("queue-fold").setAttribute("aria-expanded", String(!folded));
}
