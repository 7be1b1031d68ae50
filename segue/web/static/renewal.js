// The next access token, when one has run out: asked for once, whatever number of requests and tabs are waiting.

import { session } from "./session.js";
import { send } from "./wire.js";

const LOCK = "segue.renewal";
const PATIENCE_MILLISECONDS = 4000;
const PAUSES_MILLISECONDS = [500, 2000]; // a lost answer may be asked for again, within ten seconds
const flights = new Map();
let queue = Promise.resolve();

/**
 * See to it that the session has another access token than this one, or has ended.
 * @throws {ApiError} 401: the session has ended, and nobody has signed in since. Anything else: it is as it was.
 */
export function renew(token) {
  if (!flights.has(token)) flights.set(token, alone(() => exchange(token)).finally(() => flights.delete(token)));
  return flights.get(token);
}

/** One at a time: in all tabs where the browser has locks, which it keeps for secure origins, else in this one. */
function alone(act) {
  if (navigator.locks) return navigator.locks.request(LOCK, act);
  queue = queue.then(act, act);
  return queue;
}

async function exchange(token) {
  if (session.token !== token) return; // another tab was faster
  const refreshToken = session.refreshToken;
  try {
    session.renew(refreshToken, await nextTokens(refreshToken));
  } catch (error) {
    if (session.refreshToken === refreshToken) throw error;
  }
}

async function nextTokens(refreshToken) {
  for (const pause of PAUSES_MILLISECONDS) {
    try {
      return await askFor(refreshToken);
    } catch (error) {
      if (error.status >= 400 && error.status < 500) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return askFor(refreshToken);
}

async function askFor(refreshToken) {
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS); // other tabs wait for us
  const answer = await send("auth/refresh", { json: { refresh_token: refreshToken }, signal });
  return answer.json();
}
