// How lists are received: like, play and skip rates by surface, a bar per release with its 95 % interval.

import { ask } from "./api.js";
import { barLine, percent } from "./bars.js";
import { element } from "./dom.js";

const DAYS = 28;
const MEASURES = { like: "Liked", play: "Played", skip: "Skipped" };

/** Fill a part of the service with it. */
export async function showReceived(part) {
  const report = await ask("admin/online", { query: { days: DAYS } });
  const rows = report.releases.flatMap(({ release, received }) => received.filter(({ ranks }) => ranks === null).map((row) => ({ release, ...row })));
  if (!rows.length) return part.fill(element("p", { class: "hint" }, `In ${DAYS} days, nothing was recorded of what was shown.`));
  const chart = element("div", {});
  const choose = (measure) => chart.replaceChildren(...surfaces(rows, measure));
  choose("like");
  const hint = element("p", { class: "hint" }, `The last ${DAYS} days. The thin line is the 95 % interval; a hollow bar comes of too few listeners to say.`);
  part.fill(measures(choose), chart, hint, ...report.notes.map((note) => element("p", { class: "hint" }, note)));
}

function measures(choose) {
  const option = ([name, words], place) => {
    const input = element("input", { type: "radio", name: "measure", value: name, checked: place === 0, onchange: () => choose(name) });
    return element("label", {}, input, element("span", {}, words));
  };
  return element("fieldset", { class: "choice" }, element("legend", {}, "Rate"), ...Object.entries(MEASURES).map(option));
}

function surfaces(rows, measure) {
  const sure = rows.filter((row) => row.is_enough); // the interval of one listener would fill the axis
  const end = Math.max(0, ...(sure.length ? sure : rows).map((row) => row[measure].high ?? 0)) || 1;
  const bySurface = Map.groupBy(rows, (row) => row.surface);
  return [...bySurface].map(([surface, ofIt]) => {
    const name = surface ?? "All together";
    const lines = ofIt.map((row) => line(row, row[measure], end));
    return element("section", { class: "surface" }, element("h4", {}, name), element("ul", { class: "bars", "aria-label": name }, ...lines));
  });
}

function line({ release, listeners, is_enough: isEnough }, { value, low, high }, end) {
  const figure = value === null ? "–" : `${percent(value)} (${percent(low)} to ${percent(high)})`;
  const words = `${figure}, ${listeners.toLocaleString("en")} ${listeners === 1 ? "listener" : "listeners"}${isEnough ? "" : ": too few"}`;
  return barLine(release, { value, low, high }, words, { end, kind: isEnough ? "" : "few" });
}
