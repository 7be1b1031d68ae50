// Who is signed in, in all tabs of this browser.

// Both tokens lie in localStorage: all tabs share one session and a closed tab comes back signed in. The price: a
// script that ran in this page could read them (its policy lets none but ours), and so can whoever shares the browser.
const KEY = "segue.session";

class Session extends EventTarget {
  #shown = this.name;

  constructor() {
    super();
    addEventListener("storage", () => this.#tell({ elsewhere: true }));
    addEventListener("pageshow", () => this.#tell({ elsewhere: true })); // a page that slept was told nothing
  }

  get name() {
    return kept()?.name ?? null;
  }

  get token() {
    return kept()?.access ?? null;
  }

  get refreshToken() {
    return kept()?.refresh ?? null;
  }

  /** Somebody signed in; the tokens as the API gave them. */
  begin(name, tokens) {
    keep(name, tokens);
    this.#tell();
  }

  /** New tokens in the place of those of a refresh token, unless these have gone meanwhile. */
  renew(refreshToken, tokens) {
    if (this.refreshToken === refreshToken) keep(this.name, tokens);
  }

  end() {
    localStorage.removeItem(KEY);
    this.#tell();
  }

  #tell({ elsewhere = false } = {}) {
    const before = this.#shown;
    this.#shown = this.name;
    if (this.#shown !== before) this.dispatchEvent(new CustomEvent("change", { detail: { elsewhere } }));
  }
}

/** Fires "change" when somebody signs in or out; its `detail.elsewhere` tells whether another tab did. */
export const session = new Session();

function kept() {
  return JSON.parse(localStorage.getItem(KEY));
}

function keep(name, { access_token: access, refresh_token: refresh }) {
  localStorage.setItem(KEY, JSON.stringify({ name, access, refresh })); // one entry: never tokens of two generations
}
