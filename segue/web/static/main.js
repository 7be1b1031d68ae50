// The page put together: who listens to whom.

import { startAbout } from "./about.js";
import { startAccount } from "./account.js";
import { ask, report } from "./api.js";
import { find } from "./dom.js";
import { startLeaving } from "./leaving.js";
import { startLiked } from "./liked.js";
import { likes } from "./likes.js";
import { hideMix, playMix, startMix } from "./mix.js";
import { startMenu } from "./menu.js";
import { startPassword } from "./password.js";
import { startPerson } from "./person.js";
import { picks, startPicks } from "./picks.js";
import { clearQueue, follow, refreshQueue, startQueue } from "./queue.js";
import { startSearch } from "./search.js";
import { session } from "./session.js";
import { loadShelves, outdateShelves, startShelves } from "./shelves.js";
import { forget, songsOf } from "./songbook.js";
import { CHOSEN } from "./songs.js";
import { startStarters } from "./starters.js";
import { say } from "./toast.js";
import { forgetWishes, startTune, takeUpPreferences } from "./tune.js";
import { showTurned, turned } from "./turned.js";
import { startWhy } from "./why.js";

function start() {
  startAbout();
  startAccount();
  startPerson();
  startPassword();
  startLeaving();
  startPicks();
  startStarters();
  startMix(() => picks.songs.length && playMix());
  startLiked();
  startShelves();
  startQueue();
  startMenu();
  startWhy();
  startTune(renew);
  startSearch((song) => picks.add(song), () => picks.songs.length && picks.remove(picks.songs.at(-1)));
  find("start").addEventListener("submit", play);
  document.addEventListener(CHOSEN, ({ detail }) => follow(detail));
  likes.addEventListener("toggle", outdateShelves);
  turned.addEventListener("change", renew);
  session.addEventListener("change", changeListener);
  listen();
}

async function play(event) {
  event.preventDefault();
  if (!picks.songs.length) return;
  const played = playMix();
  find("mix-title").focus({ preventScroll: true });
  find("mix").scrollIntoView();
  await played;
  await loadShelves();
}

/** What somebody wishes for has changed: ask for everything again. */
function renew() {
  return Promise.all([picks.songs.length && playMix(), loadShelves(), refreshQueue()]);
}

/** Somebody else listens now. What one person named is not shown to the next. */
function changeListener({ detail: { elsewhere } }) {
  if (!session.token) {
    if (elsewhere) say("You have been signed out in another tab.");
    picks.set([]);
    forget();
    clearQueue();
    forgetWishes();
  }
  hideMix();
  listen();
}

/** Show what belongs to whoever is here. */
async function listen() {
  try {
    await Promise.all([likes.load(), showTurned(), ...(session.token ? [takeUpSeeds(), takeUpPreferences()] : [])]);
    if (picks.songs.length) await playMix(); // an account without seeds keeps these
  } catch (error) {
    report(error);
  }
  await loadShelves();
}

/** The songs the account named when it was new, unless others are named already. */
async function takeUpSeeds() {
  const { seeds } = await ask("me/seeds");
  if (seeds && !picks.songs.length) picks.set(await songsOf(seeds));
}

start();
