// Covers for songs that have none: the same song always gets the same picture, an artist's songs share a hue.

import { drawing } from "./dom.js";

const SIZE = 100;
const MOTIFS = [rings, bars, waves, discs, tiles, dusk, fan];

/** A square SVG, decoration only. */
export function cover({ artist, title }) {
  const draw = draws(hash(`${artist}\n${title}`));
  const hue = hash(artist || title) % 360;
  const accent = (hue + [35, 150, 200, 325][draw(4)]) % 360;
  const colours = {
    ground: `hsl(${hue} ${34 + draw(14)}% ${30 + draw(14)}%)`,
    soft: `hsl(${hue} 45% ${56 + draw(10)}%)`,
    accent: `hsl(${accent} 62% 70%)`,
    pale: `hsl(${accent} 45% 90%)`,
  };
  return drawing(
    "svg",
    { class: "cover", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true", preserveAspectRatio: "xMidYMid slice" },
    drawing("rect", { width: SIZE, height: SIZE, fill: colours.ground }),
    ...MOTIFS[draw(MOTIFS.length)](draw, colours),
  );
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text) {
  let value = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) {
    value = Math.imul(value ^ text.charCodeAt(place), 0x01000193);
  }
  return value >>> 0;
}

/** Whole numbers below a bound, from a seed (mulberry32). */
function draws(seed) {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

function times(count, make) {
  return Array.from({ length: count }, (_, place) => make(place));
}

function rings(draw, { soft, accent, pale }) {
  const [cx, cy] = [20 + draw(60), 20 + draw(60)];
  const gap = 8 + draw(5);
  const lines = times(9, (place) =>
    drawing("circle", { cx, cy, r: gap * (place + 1), fill: "none", stroke: place % 3 ? soft : accent, "stroke-width": 2.5 }),
  );
  return [...lines, drawing("circle", { cx, cy, r: 4, fill: pale })];
}

function bars(draw, { soft, accent }) {
  const marked = draw(9);
  return times(9, (place) => {
    const height = 14 + draw(58);
    const fill = place === marked ? accent : soft;
    return drawing("rect", { x: 9.5 + place * 9.4, y: 50 - height / 2, width: 5.6, height, rx: 2.8, fill });
  });
}

function waves(draw, { soft, accent }) {
  const height = 6 + draw(12);
  const marked = draw(7);
  return times(7, (place) => {
    const y = 14 + place * 12;
    const d = `M-10 ${y}q15 ${-height} 30 0t30 0t30 0t30 0`;
    const stroke = place === marked ? accent : soft;
    return drawing("path", { d, fill: "none", stroke, "stroke-width": 3.5, "stroke-linecap": "round" });
  });
}

function discs(draw, { soft, accent, pale }) {
  return [soft, accent, pale].map((fill, place) =>
    drawing("circle", { cx: 22 + draw(56), cy: 22 + draw(56), r: 32 - place * 9, fill, "fill-opacity": 0.72 }),
  );
}

function tiles(draw, { soft, accent, pale }) {
  const corners = ["M0 0h25a25 25 0 0 1-25 25Z", "M25 0v25a25 25 0 0 1-25-25Z", "M25 25h-25a25 25 0 0 1 25-25Z", "M0 25v-25a25 25 0 0 1 25 25Z"];
  return times(16, (place) => {
    const fill = [soft, soft, accent, pale, "none"][draw(5)];
    const transform = `translate(${(place % 4) * 25} ${Math.floor(place / 4) * 25})`;
    return drawing("path", { d: corners[draw(4)], transform, fill, stroke: fill, "stroke-width": 0.4 });
  });
}

function dusk(draw, { soft, accent }) {
  const horizon = 52 + draw(18);
  const sun = drawing("circle", { cx: 25 + draw(50), cy: horizon - 4 - draw(16), r: 13 + draw(9), fill: accent });
  const hills = times(3, (place) => {
    const y = horizon + place * 12;
    const d = `M0 ${y}q${20 + draw(20)} ${-16 + draw(10)} 50 0t50 0V100H0Z`;
    return drawing("path", { d, fill: soft, "fill-opacity": 0.45 + place * 0.25 });
  });
  return [sun, ...hills];
}

function fan(draw, { soft, accent, pale }) {
  const [x, y] = [[0, 100], [100, 100], [0, 0], [100, 0]][draw(4)];
  return [soft, accent, soft, pale, soft].map((fill, place) => drawing("circle", { cx: x, cy: y, r: 92 - place * 19, fill }));
}
