// The foot of the page: what answers, and whether all is well with it.

import { ask, report } from "./api.js";
import { find } from "./dom.js";
import { answers } from "./wire.js";

const TROUBLE = {
  database: "Accounts do not answer right now; recommendations do.",
  release: "A newer release was refused; the one before it goes on answering.",
};
let release;

/** Show which release answers, and keep up when a new one takes its place. */
export function startAbout() {
  answers.addEventListener("release", ({ detail }) => {
    if (detail === release) return;
    release = detail;
    showHealth();
  });
}

async function showHealth() {
  find("about-release").textContent = `Release ${release}`;
  try {
    const health = await ask("health", { signed: false });
    find("about-songs").textContent = `${health.songs_indexed.toLocaleString("en")} songs`;
    showLicences(health.licences);
    showTrouble(health.degraded);
  } catch (error) {
    report(error);
  }
}

/** What the operator said of the data; the sample world says here that it is invented. */
function showLicences(licences) {
  find("about-data").textContent = `Data: ${licences.join("; ")}`;
  find("about-data").hidden = licences.length === 0;
}

function showTrouble(degraded) {
  const trouble = find("about-trouble");
  trouble.textContent = degraded.map((part) => TROUBLE[part] ?? part).join(" ");
  trouble.hidden = degraded.length === 0;
}
