/** What Google remembers of its visitors: the build label, the page cookies it gave, who is signed in. */
export class GoogleSession {
  /** Query parameter `bl`; only this one is accepted. May be set to any. */
  label = "boq_gemini-web-uiserver_20261007.12_p0";
  /** Query parameter `f.sid`. */
  readonly sessionId = "-5528283091431347341";
  /** While false, cookies of an account count for nothing, and nobody says so. */
  alive = true;
  /** Accounts in the cookie jar, for the paths `/u/N`. */
  readonly accounts = 2;
  #labels = 0;
  #tokens = 0;
  #rotations = 0;
  #visitors = 0;

  /** Retires the label: the page tells a new one, requests with the old one get 405. */
  renewLabel(): string {
    this.#labels++;
    this.label = `boq_gemini-web-uiserver_202610${
      String(10 + this.#labels).padStart(2, "0")
    }.01_p0`;
    return this.label;
  }
  /** Makes the XSRF tokens handed out so far invalid. */
  renewTokens(): void {
    this.#tokens++;
  }

  /** The XSRF token of an account. */
  token(account: number): string {
    return `AFakeToken${account}x${this.#tokens}:1790000000000`;
  }

  /** Whether these cookies are those of an account. */
  signedIn(cookies: ReadonlyMap<string, string>): boolean {
    return this.alive && Boolean(cookies.get("__Secure-1PSID"));
  }

  /** `Set-Cookie` values of the page for a visitor who has none yet. */
  pageCookies(cookies: ReadonlyMap<string, string>): string[] {
    if (cookies.has("NID") && cookies.has("COMPASS")) return [];
    const visitor = ++this.#visitors;
    return [
      `NID=53${visitor}=fake-visitor; expires=Sun, 23-May-2027 00:00:00 GMT; path=/; domain=.google.com; Secure; HttpOnly; SameSite=none`,
      `COMPASS=gemini-hd=CgAQfake${visitor}; path=/; Secure; HttpOnly; Max-Age=864000`,
    ];
  }

  /** `Set-Cookie` values of a rotation, and of the page for an account. */
  rotatedCookies(): string[] {
    this.#rotations++;
    const attributes = "domain=.google.com; path=/; Secure; HttpOnly; SameSite=none";
    return [
      `__Secure-1PSIDTS=sidts-fake${this.#rotations}; ${attributes}`,
      `__Secure-1PSIDCC=AKfake${this.#rotations}; ${attributes}`,
    ];
  }
}

/** The cookies of a `Cookie` header; the first of a name counts. */
export function readCookies(headers: Headers): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of headers.get("cookie")?.split(";") ?? []) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && !cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}
