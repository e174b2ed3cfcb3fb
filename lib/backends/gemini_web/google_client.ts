import { Connections, type OwnFetch } from "../../http/connections.ts";
import type { CookieHost, CookieJar } from "./cookie_jar.ts";
import { networkFailure } from "./network_failure.ts";
import type { GeminiWebSettings } from "./settings.ts";

/** A request to one of Google's services. */
export interface GoogleRequest {
  host: CookieHost;
  /** Path and query. */
  target: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
  connection: OwnFetch;
}

/**
 * Sends requests with a session's cookies, and takes over the cookies of the answers. Redirects are not followed, so
 * the cookies go to the configured addresses and nowhere else.
 */
export class GoogleClient {
  readonly #settings: GeminiWebSettings;
  readonly connections: Connections;
  readonly #addresses: Record<CookieHost, string>;

  constructor(settings: GeminiWebSettings) {
    this.#settings = settings;
    this.connections = new Connections(settings.fetch, settings.openFetch);
    this.#addresses = {
      "gemini.google.com": withoutSlash(settings.webUrl),
      "accounts.google.com": withoutSlash(settings.accountsUrl),
      "push.clients6.google.com": withoutSlash(settings.uploadUrl),
    };
  }

  /** Throws a `WebFailure` when there is no answer, and the signal's reason when it aborts. */
  async send(request: GoogleRequest, jar: CookieJar): Promise<Response> {
    const { host, target, method, body, signal, connection } = request;
    const address = this.#addresses[host];
    const path = target.split("?", 1)[0]!;
    const cookie = jar.header(host, path);
    try {
      const headers = cookie ? { ...request.headers, "Cookie": cookie } : request.headers;
      const init: RequestInit = { method, headers, body, signal, redirect: "manual" };
      const response = await connection.fetch(address + target, init);
      const setCookies = response.headers.getSetCookie();
      if (setCookies.length > 0) jar.merge(setCookies, host, path);
      return response;
    } catch (thrown) {
      signal.throwIfAborted();
      throw networkFailure(thrown, {
        host: URL.parse(address)?.hostname ?? address,
        proxied: this.#settings.proxied ?? false,
      });
    }
  }

  /** The path and query of an address on the host, as `send` takes it; `undefined` for other places. */
  targetOn(host: CookieHost, location: string, base: string): string | undefined {
    const address = this.#addresses[host];
    const href = URL.parse(location, address + base)?.href ?? "";
    return href.startsWith(`${address}/`) ? href.slice(address.length) : undefined;
  }
}

function withoutSlash(address: string): string {
  return new URL(address).href.replace(/\/+$/, "");
}
