// The experiment that runs, or ran last: which side listeners prefer, look by look.

import { ask } from "./api.js";
import { barLine } from "./bars.js";
import { element } from "./dom.js";

/** Fill a part of the service with it. */
export async function showExperiment(part) {
  const { running, paused, verdict } = await ask("admin/experiment");
  const hint = (words) => element("p", { class: "hint" }, words);
  if (!verdict) return part.fill(hint("There has been no experiment yet."));
  const { experiment, sentence, looks, next_look: next } = verdict;
  part.fill(
    hint(`${running ? "Running" : "Over"}; it began ${day(experiment.started_at)}.${paused ? ` Paused: ${paused}` : ""}`),
    sides(experiment),
    element("p", { class: "verdict" }, sentence),
    ...(looks.length ? [element("ul", { class: "bars", "aria-label": "Preference, from A to B" }, ...looks.map(look))] : []),
    ...(running && next && looks.length ? [hint(`More will be known ${day(next)}.`)] : []),
  );
}

function sides({ control, challenger }) {
  const side = (name, release) => element("li", {}, element("span", { class: "badge" }, name), " ", element("code", {}, release));
  return element("ul", { class: "sides" }, side("A", control), side("B", challenger));
}

/** One look: to the left of the middle listeners prefer A, to the right B. */
function look({ at, preference, low, high, n_listeners: listeners, decides }) {
  const words = `${preference.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}), ${listeners.toLocaleString("en")} listeners`;
  return barLine(`A ← ${day(at)} → B`, { value: preference, low, high }, words, { start: -1, end: 1, kind: decides ? "" : "few" });
}

function day(time) {
  return new Date(time).toLocaleDateString("en", { day: "numeric", month: "long" });
}
