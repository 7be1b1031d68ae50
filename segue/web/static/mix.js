// "Your mix": songs for somebody who named a few, POST /recommendations/cold-start.

import { Latest, ask, report } from "./api.js";
import { element, find } from "./dom.js";
import { picks } from "./picks.js";
import { cards, skeletons } from "./songs.js";
import { wishes } from "./tune.js";

const LENGTH = 15;
const HINTS = {
  balanced: "Near songs with variety: artists take turns.",
  relevance: "The nearest first, whoever they are by.",
};
const latest = new Latest();

/** Wire the order of the mix; `onOrder` is called when it changes. */
export function startMix(onOrder) {
  find("order").addEventListener("change", () => {
    showHint();
    onOrder();
  });
  showHint();
}

/** Ask for a mix of the songs named and show it. */
export async function playMix() {
  const list = find("mix").querySelector("ul");
  find("mix").hidden = false;
  list.ariaBusy = "true";
  list.replaceChildren(...skeletons("card", LENGTH));
  try {
    const json = { seeds: picks.ids, limit: LENGTH, order: order(), ...wishes() };
    const { results, seed_count: count } = await ask("recommendations/cold-start", { json, signal: latest.next() });
    const none = element("li", { class: "empty" }, "There is no such song in the catalogue.");
    list.replaceChildren(...(results.length ? cards(results) : [none]));
    find("mix-note").textContent = `${results.length} songs, from ${count === 1 ? "the one" : `the ${count}`} you named.`;
  } catch (error) {
    if (error.name !== "AbortError") hideMix();
    report(error);
  } finally {
    list.ariaBusy = null;
  }
}

/** There is nothing to show, or no longer. */
export function hideMix() {
  latest.next();
  find("mix").hidden = true;
}

function order() {
  return find("order").querySelector("input:checked").value;
}

function showHint() {
  find("order-hint").textContent = HINTS[order()];
}
