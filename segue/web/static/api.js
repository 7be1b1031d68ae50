// Talking to the API: one function, one kind of error.

import { session } from "./session.js";
import { say } from "./toast.js";

/** A refusal, in the API's own words. Status 0: nothing answered. */
export class ApiError extends Error {
  constructor(detail, status) {
    super(detail);
    this.status = status;
  }
}

/** Fires "release" whenever an answer names the release it came from. */
export const answers = new EventTarget();

/**
 * Ask the API.
 * @param {string} path - relative to the page, so that Segue may live under a prefix.
 * @param {object} options - `query`, whose lists repeat a name and whose nulls are left out; `json` or `form` for a
 *   POST, or another `method`; `signed: false` sends no token; `signal` aborts.
 * @returns the answer's JSON; null for an answer without content.
 * @throws {ApiError} for anything but a 2xx, and the AbortError of `signal`.
 */
export async function ask(path, { query, json, form, method, signed = true, signal } = {}) {
  const token = signed ? session.token : null;
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const options = { headers, signal };
  if (json) {
    options.method = "POST";
    options.body = JSON.stringify(json);
    headers["Content-Type"] = "application/json";
  } else if (form) {
    options.method = "POST";
    options.body = new URLSearchParams(form);
  }
  if (method) options.method = method;
  const answer = await fetchOrExplain(query ? `${path}?${written(query)}` : path, options);
  const release = answer.headers.get("X-Release");
  if (release) answers.dispatchEvent(new CustomEvent("release", { detail: release }));
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const error = new ApiError(await detailOf(answer), answer.status);
  if (answer.status === 401 && token && token === session.token) leave(error);
  throw error;
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

function written(query) {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return new URLSearchParams(pairs.filter(([, value]) => value != null));
}

async function fetchOrExplain(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("Segue does not answer. Is the server still running?", 0);
  }
}

async function detailOf(answer) {
  try {
    const problem = await answer.json();
    return String(problem.detail);
  } catch {
    return `The answer was ${answer.status} ${answer.statusText}.`; // something between us and the API wrote it
  }
}

/** The API no longer takes our token. */
function leave(error) {
  error.shown = true;
  say(`You have been signed out: ${error.message}`);
  session.end();
}
