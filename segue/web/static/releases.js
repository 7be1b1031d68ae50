// Releases: which one answers, how well each ranks, what the gate said; promoting and rolling back.

import { ask } from "./api.js";
import { barLine } from "./bars.js";
import { element } from "./dom.js";
import { askWhy } from "./sure.js";

const MOST = 8;

/** Fill a part of the service with them. */
export async function showReleases(part) {
  const { current, releases } = await ask("admin/releases");
  const shown = releases.filter((release, place) => place < MOST || release.current);
  const end = Math.max(...shown.flatMap((release) => [release.ndcg_at_20 ?? 0, release.popularity_ndcg_at_20 ?? 0]));
  const back = part.button("Roll back", rollBack);
  const count = shown.length < releases.length ? `The newest of ${releases.length}.` : "";
  const note = element("p", { class: "hint" }, current ? count : "No release is in service.");
  part.fill(element("ul", { class: "releases" }, ...shown.map((release) => entry(part, release, end))), note, back);
}

function entry(part, release, end) {
  const { id, current, refused } = release;
  const promotion = current || refused ? [] : [part.button("Promote", () => promote(id), { "aria-label": `Promote ${id}` })];
  const head = element("div", { class: "release-head" }, element("code", {}, id), ...badges(release), ...promotion);
  if (refused) return element("li", {}, head, element("p", { class: "hint" }, refused));
  return element("li", {}, head, ranking(release, end), element("p", { class: "hint" }, facts(release)), ...failures(release.gate));
}

function badges({ current, refused, forced, gate }) {
  const badge = (words, kind) => element("span", { class: `badge ${kind}` }, words);
  return [
    ...(current ? [badge("In service", "good")] : []),
    ...(refused ? [badge("Can't be used", "bad")] : []),
    ...(gate ? [gate.passed ? badge("Passed the gate", "") : badge("Refused by the gate", "bad")] : []),
    ...(forced ? [badge("Forced", "bad")] : []),
  ];
}

function ranking({ ndcg_at_20: ndcg, popularity_ndcg_at_20: popularity, current }, end) {
  const line = (label, value, kind) => barLine(label, { value }, value == null ? "–" : value.toFixed(4), { end, kind });
  return element("ul", { class: "bars" }, line("nDCG@20", ndcg, current ? "" : "other"), line("Popularity's", popularity, "plain"));
}

function facts({ songs, trainer, created_at: made }) {
  const when = new Date(made).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
  return `${songs.toLocaleString("en")} songs · ${trainer} · ${when}`;
}

function failures(gate) {
  const failed = gate?.checks.filter((check) => !check.passed) ?? [];
  return failed.map((check) => element("p", { class: "hint" }, `${check.name}: ${check.reason}`));
}

async function promote(id) {
  const means = "It goes before the gate, and answers everybody if the gate lets it pass. That takes up to two minutes.";
  const reason = await askWhy(`Promote ${id}?`, means, "Promote");
  if (reason === null) return false;
  await ask(`admin/releases/${encodeURIComponent(id)}/promote`, { json: { reason } });
}

async function rollBack() {
  const reason = await askWhy("Roll back?", "The release that was in service before answers everybody again.", "Roll back");
  if (reason === null) return false;
  await ask("admin/roll-back", { json: { reason } });
}
