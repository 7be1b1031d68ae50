// Who is signed in, in this tab. The token goes when the tab goes.

const TOKEN = "segue.token";
const NAME = "segue.name";

class Session extends EventTarget {
  get token() {
    return sessionStorage.getItem(TOKEN);
  }

  get name() {
    return sessionStorage.getItem(NAME);
  }

  begin(token, name) {
    sessionStorage.setItem(TOKEN, token);
    sessionStorage.setItem(NAME, name);
    this.dispatchEvent(new Event("change"));
  }

  end() {
    if (!this.token) return;
    sessionStorage.removeItem(TOKEN);
    sessionStorage.removeItem(NAME);
    this.dispatchEvent(new Event("change"));
  }
}

/** Fires "change" when somebody signs in or out. */
export const session = new Session();
