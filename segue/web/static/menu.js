// The menu of a song: why it is here, and how to say "not this".

import { element, find, icon } from "./dom.js";
import { spoken } from "./songs.js";
import { turnAway } from "./turned.js";
import { explain } from "./why.js";

const MONTH_MILLISECONDS = 30 * 24 * 3600 * 1000;
const EDGE = 8; // pixels kept free at the sides of the window

/** A button that opens the menu of a song. */
export function more(song) {
  const label = `More about ${spoken(song)}`;
  const button = element("button", { type: "button", class: "more", "aria-label": label, "aria-haspopup": "menu" }, icon("more"));
  button.addEventListener("click", () => open(button, song));
  return button;
}

/** Wire the menu. */
export function startMenu() {
  find("menu").addEventListener("keydown", step);
}

function open(button, song) {
  const menu = find("menu");
  menu.replaceChildren(...choices(song).map(([words, act]) => item(menu, words, act)));
  menu.ariaLabel = spoken(song);
  menu.showPopover();
  place(menu, button);
  menu.firstElementChild.focus();
}

function choices(song) {
  const month = () => new Date(Date.now() + MONTH_MILLISECONDS).toISOString();
  return [
    ["Why this song?", () => explain(song)],
    ["Not this song", () => turnAway("songs", song.song_id, song.title)],
    ["Not this month", () => turnAway("songs", song.song_id, song.title, month())],
    ...(song.artist ? [[`Nothing by ${song.artist}`, () => turnAway("artists", song.artist, song.artist)]] : []),
    ...(song.genre ? [[`No ${song.genre}`, () => turnAway("genres", song.genre, song.genre)]] : []),
  ];
}

function item(menu, words, act) {
  const chosen = () => {
    menu.hidePopover();
    act();
  };
  return element("button", { type: "button", role: "menuitem", onclick: chosen }, words);
}

/** Below the button, as far as the window allows. */
function place(menu, button) {
  const { bottom, top, left } = button.getBoundingClientRect();
  const below = bottom + menu.offsetHeight + EDGE < window.innerHeight;
  menu.style.setProperty("top", `${below ? bottom : Math.max(EDGE, top - menu.offsetHeight)}px`);
  menu.style.setProperty("left", `${Math.max(EDGE, Math.min(left, window.innerWidth - menu.offsetWidth - EDGE))}px`);
}

function step(event) {
  const forward = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!forward) return;
  event.preventDefault();
  const items = [...find("menu").children];
  const at = items.indexOf(document.activeElement);
  items[(at + forward + items.length) % items.length].focus();
}
