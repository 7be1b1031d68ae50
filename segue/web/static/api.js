// Asking the API as whoever is signed in.

import { renew } from "./renewal.js";
import { session } from "./session.js";
import { say } from "./toast.js";
import { ApiError, send } from "./wire.js";

/**
 * Ask the API.
 * @param {string} path - as `send` takes it, and so are the options; `signed: false` sends no token.
 * @returns the answer's JSON; null for an answer without content.
 * @throws {ApiError} for anything but a 2xx, and the AbortError of `signal`.
 */
export async function ask(path, options) {
  const answer = await answered(path, options);
  return answer.status === 204 ? null : answer.json();
}

/** Ask for a file: what is in it, as a Blob, and the name it came with. */
export async function askForFile(path) {
  const answer = await answered(path);
  const [, name] = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"));
  return { name, content: await answer.blob() };
}

/** Show an error, unless it only says that something newer took its place or was shown already. */
export function report(error) {
  if (error.name === "AbortError" || error.shown) return;
  if (!(error instanceof ApiError)) throw error;
  say(error.message);
}

/** Calls of which only the newest counts: beginning one aborts the one before. */
export class Latest {
  #running = new AbortController();

  next() {
    this.#running.abort();
    this.#running = new AbortController();
    return this.#running.signal;
  }
}

async function answered(path, { signed = true, ...options } = {}) {
  const token = signed ? session.token : null;
  try {
    return await send(path, { ...options, token });
  } catch (error) {
    if (error.status !== 401 || !token) throw error;
    return again(path, options, token, error);
  }
}

/** Once more, and no more than once, with the next token: whoever is refused for an old one has done nothing yet. */
async function again(path, options, oldToken, refusal) {
  try {
    await renew(oldToken);
    if (session.token) return await send(path, { ...options, token: session.token });
  } catch (error) {
    if (error.status === 401) leave(error);
    throw error;
  }
  refusal.shown = true; // whoever signed out knows
  throw refusal;
}

/** The session has ended; several requests may hear of it, and one says so. */
function leave(error) {
  error.shown = true;
  if (!session.token) return;
  say("Your session has ended. Sign in to be known again.");
  session.end();
}
