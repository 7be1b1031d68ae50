// Bars for figures, with the interval around them. What they show stands in words beside them, for those who listen.

import { element } from "./dom.js";

const PERCENT = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A share in words. */
export function percent(share) {
  return PERCENT.format(share);
}

/**
 * One line of a chart: what it is, a bar, and the figure.
 * @param {string} label
 * @param {object} figure - `value`, and `low` and `high` around it where they are known.
 * @param {string} words - the figure to read.
 * @param {object} [options] - `start` and `end` of the axis, 0 and 1 without, beyond which nothing is drawn; `kind` adds a class.
 */
export function barLine(label, figure, words, { start = 0, end = 1, kind = "" } = {}) {
  const place = (value) => (100 * (Math.min(Math.max(value, start), end) - start)) / (end - start || 1);
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  if (start < 0) bar.append(stretch("zero", place(0), place(0)));
  if (figure.value != null) bar.append(stretch("value", place(Math.min(0, figure.value)), place(Math.max(0, figure.value))));
  if (figure.low != null) bar.append(stretch("interval", place(figure.low), place(figure.high)));
  return element("li", { class: `bar-line ${kind}` }, element("span", { class: "bar-label" }, label), bar, element("span", { class: "bar-words" }, words));
}

function stretch(name, from, to) {
  const part = element("span", { class: name });
  part.style.setProperty("left", `${from}%`);
  part.style.setProperty("width", `${to - from}%`);
  return part;
}
