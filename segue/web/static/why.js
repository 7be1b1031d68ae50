// "Why this song?": which of the listener's songs its score comes from, POST /recommendations/reasons.

import { Latest, ask, report } from "./api.js";
import { cover } from "./cover.js";
import { element, find } from "./dom.js";
import { picks } from "./picks.js";
import { session } from "./session.js";
import { words } from "./songs.js";

const SHOWN = 6;
const latest = new Latest();

/** Wire the dialog. */
export function startWhy() {
  find("why-close").addEventListener("click", () => find("why").close());
}

/** Show where a song's score comes from. */
export async function explain(song) {
  find("why-song").replaceChildren(cover(song), words(song));
  find("why-reasons").replaceChildren();
  find("why-note").textContent = "";
  find("why").showModal();
  const json = { song: song.song_id, ...(!session.token && { seeds: picks.ids }) };
  try {
    show(await ask("recommendations/reasons", { json, signal: latest.next() }));
  } catch (error) {
    if (error.status === 400) find("why-note").textContent = error.message;
    else report(error);
  }
}

/** Of everything that speaks for or against a song, the part of each reason; what is below one percent is left out. */
function show({ rank, reasons }) {
  const whole = reasons.reduce((sum, { share }) => sum + Math.abs(share), 0) || 1;
  const parts = reasons.map((reason) => ({ ...reason, percent: Math.round((100 * reason.share) / whole) }));
  const heard = parts.filter(({ percent }) => percent !== 0).slice(0, SHOWN);
  find("why-reasons").replaceChildren(...heard.map(line));
  find("why-note").textContent = `Of all songs it could be, this one stands at rank ${rank.toLocaleString("en")} for you.`;
}

function line({ title, text, percent, rank_without: rankWithout }) {
  const bar = element("span", { class: percent < 0 ? "near against" : "near", "aria-hidden": "true" }, element("span"));
  bar.firstChild.style.setProperty("width", `${Math.abs(percent)}%`);
  const name = text ?? (title ? `${title} speaks against it` : "What others play");
  const without = rankWithout == null ? "" : `Without it: rank ${rankWithout.toLocaleString("en")}`;
  const words = [element("span", {}, name), element("span", { class: "share" }, `${percent} %`)];
  return element("li", {}, ...words, bar, element("span", { class: "hint" }, without));
}
