// Retraining: how the last one went or this one goes, stage by stage, and beginning one.

import { ask } from "./api.js";
import { element } from "./dom.js";
import { askWhether } from "./sure.js";

const STAGES = { housekeeping: "Tidy up", dataset: "Gather", train: "Train", seal: "Seal", promote: "Promote" };
const OUTCOMES = {
  promoted: "It ended with a new release in service.",
  refused: "The gate refused what it made.",
  unusable: "There was nothing usable to train on.",
  busy: "Another training was at work.",
};
const AGAIN_AFTER_MILLISECONDS = 2000;
const watched = new WeakSet(); // parts that show one at work

/** Fill a part of the service with it, and keep up with one that is at work. */
export async function showRetraining(part) {
  const { at_work: atWork, retraining } = await ask("admin/retrain");
  const words = element("p", { class: "hint" }, summary(atWork, retraining));
  const now = atWork ? [] : [part.button("Retrain now", retrain)];
  part.fill(words, ...(retraining ? [stages(retraining, atWork)] : []), ...now);
  if (atWork) setTimeout(() => part.isOpen && part.load(), AGAIN_AFTER_MILLISECONDS);
  else if (watched.has(part)) part.changed();
  watched[atWork ? "add" : "delete"](part);
}

function summary(atWork, retraining) {
  if (atWork) return "A retraining is at work.";
  if (!retraining) return "There has been no retraining yet.";
  const { started_at: since, outcome, message } = retraining;
  const when = new Date(since).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
  return `The last one began ${when}. ${message ?? OUTCOMES[outcome] ?? `It ended: ${outcome}.`}`;
}

function stages({ stage, seconds, outcome }, atWork) {
  const step = ([name, words]) => {
    const state = name in seconds ? "done" : name !== stage ? "ahead" : atWork ? "now" : outcome === "promoted" ? "done" : "failed";
    const took = name in seconds ? `${seconds[name].toFixed(1)} s` : { now: "at work", failed: "ended here" }[state] ?? "–";
    return element("li", { "data-state": state, "aria-current": state === "now" && "step" }, words, element("span", { class: "hint" }, took));
  };
  return element("ol", { class: "stages", "aria-label": "Stages" }, ...Object.entries(STAGES).map(step));
}

async function retrain() {
  const means = "It gathers what was listened to, trains, measures, and promotes what it made if the gate lets it pass.";
  if (!(await askWhether("Retrain now?", means, "Retrain"))) return false;
  await ask("admin/retrain", { method: "POST" });
}
