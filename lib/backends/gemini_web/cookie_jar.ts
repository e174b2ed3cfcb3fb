/** The Google service that an address of the settings stands for; a reverse proxy's own host name does not matter. */
export type CookieHost = "gemini.google.com" | "accounts.google.com" | "push.clients6.google.com";

interface Cookie {
  name: string;
  value: string;
  /** Without a leading dot. */
  domain: string;
  path: string;
  /** Milliseconds; absent: until the program ends. */
  expires?: number;
}

/**
 * The cookies of one session: those the user gave, which belong to google.com, and those Google sets as it goes.
 * Whose session it is never changes: an answer that sets another identity is not believed.
 */
export class CookieJar {
  /** By name, domain and path. */
  readonly #cookies = new Map<string, Cookie>();
  readonly #now: () => number;

  constructor(given: ReadonlyMap<string, string>, now: () => number) {
    this.#now = now;
    for (const [name, value] of given) {
      this.#set({ name, value, domain: "google.com", path: "/" });
    }
  }

  /** The `Cookie` header for a request; empty when there are none. */
  header(host: CookieHost, path: string): string {
    const now = this.#now();
    const pairs: string[] = [];
    for (const [key, cookie] of this.#cookies) {
      if (cookie.expires !== undefined && cookie.expires <= now) this.#cookies.delete(key);
      else if (reaches(cookie, host, path)) pairs.push(`${cookie.name}=${cookie.value}`);
    }
    return pairs.join("; ");
  }

  /** The value that goes to Gemini's web host. */
  value(name: string): string | undefined {
    for (const cookie of this.#cookies.values()) {
      if (cookie.name === name && reaches(cookie, "gemini.google.com", "/")) return cookie.value;
    }
    return undefined;
  }

  /** Takes over what a host's answer sets (its `Set-Cookie` lines). */
  merge(lines: readonly string[], host: CookieHost, path: string): void {
    const cookies = lines.map((line) => readSetCookie(line, { host, path, now: this.#now() }))
      .filter((cookie) => cookie !== undefined);
    if (cookies.some((cookie) => this.#isAnotherIdentity(cookie))) return;
    for (const cookie of cookies) {
      if (!identity.has(cookie.name)) this.#set(cookie);
    }
  }

  #isAnotherIdentity(cookie: Cookie): boolean {
    const gone = cookie.expires !== undefined && cookie.expires <= this.#now();
    return identity.has(cookie.name) && !gone && cookie.value !== this.value(cookie.name);
  }

  #set(cookie: Cookie): void {
    const key = `${cookie.name};${cookie.domain};${cookie.path}`;
    if (cookie.expires !== undefined && cookie.expires <= this.#now()) this.#cookies.delete(key);
    else this.#cookies.set(key, cookie);
  }
}

/** The cookies that say whose session it is. Clients that let answers change them mixed accounts up. */
const identity = new Set(["__Secure-1PSID", "SAPISID"]);

function reaches(cookie: Cookie, host: string, path: string): boolean {
  // None of the hosts is a part of another one, so a cookie for one of them alone needs no mark.
  const near = cookie.domain === host || host.endsWith(`.${cookie.domain}`);
  if (!near || !path.startsWith(cookie.path)) return false;
  return path.length === cookie.path.length || cookie.path.endsWith("/") ||
    path[cookie.path.length] === "/";
}

/** A `Set-Cookie` line as RFC 6265 reads it; `undefined` where it is not for this host or its google.com. */
function readSetCookie(
  line: string,
  origin: { host: CookieHost; path: string; now: number },
): Cookie | undefined {
  const [pair = "", ...rest] = line.split(";");
  const equals = pair.indexOf("=");
  const name = pair.slice(0, equals).trim();
  if (equals <= 0 || !name) return undefined;
  const attributes = new Map(rest.map((attribute) => {
    const [word = "", ...value] = attribute.split("=");
    return [word.trim().toLowerCase(), value.join("=").trim()];
  }));
  const domain = attributes.get("domain")?.replace(/^\./, "").toLowerCase();
  if (domain && domain !== "google.com" && domain !== origin.host) return undefined;
  return {
    name,
    value: pair.slice(equals + 1).trim(),
    domain: domain || origin.host,
    path: cookiePath(attributes.get("path"), origin.path),
    expires: expiry(attributes, origin.now),
  };
}

function cookiePath(path: string | undefined, requestPath: string): string {
  if (path?.startsWith("/")) return path;
  return requestPath.slice(0, requestPath.lastIndexOf("/")) || "/";
}

function expiry(attributes: ReadonlyMap<string, string>, now: number): number | undefined {
  const maxAge = attributes.get("max-age");
  if (maxAge && /^-?\d+$/.test(maxAge)) return now + Number(maxAge) * 1000;
  const date = Date.parse(
    attributes.get("expires")?.replace(/(\d)-(\w{3})-(\d)/, "$1 $2 $3") ?? "",
  );
  return Number.isNaN(date) ? undefined : date;
}
