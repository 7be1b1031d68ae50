// Search as you type: a combobox over GET /catalog/search.

import { Latest, ask, report } from "./api.js";
import { cover } from "./cover.js";
import { element, find } from "./dom.js";
import { words } from "./songs.js";

const PAUSE_MILLISECONDS = 140;
const MOST_HITS = 8;

const latest = new Latest();
let pause;
let hits = [];
let answered = ""; // the query that `hits` answer
let active = -1;
let pick;
let removeLast;

/**
 * Wire the search field.
 * @param {function} onPick - called with a song somebody chose.
 * @param {function} onEmptyBackspace - called when there is nothing left to delete.
 */
export function startSearch(onPick, onEmptyBackspace) {
  pick = onPick;
  removeLast = onEmptyBackspace;
  const field = find("search-field");
  field.addEventListener("input", () => {
    clearTimeout(pause);
    latest.next(); // what is under way answers an older question
    activate(-1);
    pause = setTimeout(search, PAUSE_MILLISECONDS);
  });
  field.addEventListener("keydown", onKey);
  field.addEventListener("blur", close);
  field.addEventListener("focus", () => hits.length && show(hits));
  find("search-hits").addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
}

function typed() {
  return find("search-field").value.trim();
}

async function search() {
  clearTimeout(pause);
  const query = typed();
  if (!query) return forget();
  try {
    const found = await ask("catalog/search", { query: { q: query, limit: MOST_HITS }, signed: false, signal: latest.next() });
    answered = query;
    if (document.activeElement === find("search-field")) show(found);
  } catch (error) {
    report(error);
  }
}

function show(found) {
  hits = found;
  const list = find("search-hits");
  list.replaceChildren(...hits.map(option));
  if (!hits.length) {
    list.append(element("li", { class: "empty", role: "option", "aria-disabled": "true" }, `Nothing in the catalogue is like “${answered}”.`));
  }
  list.hidden = false;
  find("search-field").setAttribute("aria-expanded", "true");
  find("search-status").textContent = hits.length ? `${hits.length} songs found; choose with the arrow keys.` : "No song found.";
  activate(-1);
}

function option(song, place) {
  const shown = song.album ? { ...song, artist: song.artist ? `${song.artist} · ${song.album}` : song.album } : song;
  const attributes = { role: "option", id: `hit-${place}`, "aria-selected": "false", onclick: () => choose(song) };
  return element("li", attributes, cover(song), words(shown));
}

function onKey(event) {
  if (event.isComposing) return;
  const open = !find("search-hits").hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (!open && hits.length) show(hits);
    if (hits.length) move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && typed()) {
    event.preventDefault(); // Enter plays only once nothing is typed
    enter();
  } else if (event.key === "Escape") {
    if (open) close();
    else clear();
  } else if (event.key === "Backspace" && !find("search-field").value) {
    removeLast();
  }
}

/** Take the active hit, else the first one for what stands in the field now. */
async function enter() {
  if (active < 0 && answered !== typed()) await search();
  if (hits.length && answered === typed()) choose(hits[Math.max(active, 0)]);
}

/** Step through the hits; one step beyond either end is the field itself. */
function move(step) {
  const places = hits.length + 1;
  activate(((active + 1 + step + places) % places) - 1);
}

function activate(place) {
  active = place;
  const options = [...find("search-hits").children];
  options.forEach((node, at) => node.setAttribute("aria-selected", String(at === active)));
  const field = find("search-field");
  if (active < 0) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", options[active].id);
  options[active].scrollIntoView({ block: "nearest" });
}

function choose(song) {
  clear();
  pick(song);
}

function clear() {
  find("search-field").value = "";
  forget();
}

function forget() {
  clearTimeout(pause);
  latest.next();
  hits = [];
  answered = "";
  find("search-status").textContent = "";
  close();
}

function close() {
  find("search-hits").hidden = true;
  find("search-field").setAttribute("aria-expanded", "false");
  find("search-field").removeAttribute("aria-activedescendant");
}
