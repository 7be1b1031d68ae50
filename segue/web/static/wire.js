// One request to the API, and one kind of error.

const MINUTE_SECONDS = 60;

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
 * Send a request.
 * @param {string} path - relative to the page, so that Segue may live under a prefix.
 * @param {object} options - `query`, whose lists repeat a name and whose nulls are left out; `json` or `form` for a
 *   POST, or another `method`; `token` of who asks; `signal` aborts.
 * @returns {Promise<Response>} a 2xx.
 * @throws {ApiError} for anything else, and the AbortError of `signal`.
 */
export async function send(path, { query, json, form, method, token, signal } = {}) {
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
  if (answer.ok) return answer;
  throw new ApiError(`${await detailOf(answer)}${waitOf(answer)}`, answer.status);
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

/** How long a limit asks to wait, in words. */
function waitOf(answer) {
  const seconds = Number(answer.headers.get("Retry-After"));
  if (answer.status !== 429 || !seconds) return "";
  const [count, unit] = seconds > MINUTE_SECONDS ? [Math.ceil(seconds / MINUTE_SECONDS), "minute"] : [seconds, "second"];
  return ` Time to wait: ${count} ${unit}${count === 1 ? "" : "s"}.`;
}
