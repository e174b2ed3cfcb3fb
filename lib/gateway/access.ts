import { GatewayError } from "../core/gateway_error.ts";

export interface AccessRules {
  apiKeys: string[];
  corsOrigins: string[];
  allowedHosts: string[];
  loopback: boolean;
  /** Even without api_keys nobody gets in without a key: everyone can reach the gateway. */
  keyRequired?: boolean;
}

/** What a request may do, and the Google key it brought for itself. */
export interface Admission {
  /** The client's own key of the official API. A secret. */
  googleKey?: string;
  /** That key alone let it in, so nothing of the owner's may serve it. */
  guest?: boolean;
}

const utf8 = new TextEncoder();

/**
 * Decides who may use the gateway. A configured key opens it, and so does a Google key of the client's own: it works
 * with the client's authority, not with the owner's. Without either, only what runs on this machine may: a web page of
 * a foreign origin, or one that rebound its host name to loopback, is refused.
 */
export class Access {
  readonly #rules: AccessRules;
  readonly #keys: Uint8Array[];
  readonly #origins: Set<string>;
  readonly #hosts: Set<string>;

  constructor(rules: AccessRules) {
    this.#rules = rules;
    this.#keys = rules.apiKeys.map((key) => utf8.encode(key));
    this.#origins = new Set(rules.corsOrigins.map((origin) => origin.toLowerCase()));
    this.#hosts = new Set(rules.allowedHosts.map((host) => host.toLowerCase()));
  }

  /** Throws `unauthenticated` or `forbidden`. */
  admit(request: Request, url: URL): Admission {
    const keys = presentedKeys(request, url);
    // A key of the gateway's own never goes to Google, whatever it looks like.
    const googleKey = keys.find((key) => isGoogleKey(key) && !this.#isOwn(key));
    const refusal = this.#refusal(request, url, keys);
    if (refusal && !googleKey) throw refusal;
    return { googleKey, guest: refusal !== undefined };
  }

  /** Whether a page of this origin may read answers that use the owner's authority. */
  allowsOrigin(origin: string): boolean {
    return this.#origins.has("*") || this.#origins.has(origin.toLowerCase()) ||
      isLoopbackOrigin(origin);
  }

  #isOwn(key: string): boolean {
    const presented = utf8.encode(key);
    let found = 0;
    // Every key is compared to its end, so that time tells nothing about how much of one was right.
    for (const own of this.#keys) found |= sameBytes(presented, own);
    return found === 1;
  }

  /** Why the request may not use the owner's authority. */
  #refusal(request: Request, url: URL, keys: string[]): GatewayError | undefined {
    if (keys.some((key) => this.#isOwn(key))) return undefined;
    if (this.#keys.length > 0) return keyMissing(keys.length > 0);
    if (this.#rules.keyRequired) return googleKeyNeeded();
    return this.#foreignHost(request, url) ?? this.#foreignOrigin(request);
  }

  #foreignHost(request: Request, url: URL): GatewayError | undefined {
    if (!this.#rules.loopback) return undefined;
    const host = request.headers.get("host") ?? url.host;
    const name = hostName(host);
    if (isLoopbackName(name) || this.#hosts.has(name) || this.#hosts.has(host.toLowerCase())) {
      return undefined;
    }
    return new GatewayError(
      "forbidden",
      `The host name "${name}" is not allowed here: call the gateway by a loopback name, or add the name to allowed_hosts.`,
      { code: "host_not_allowed" },
    );
  }

  #foreignOrigin(request: Request): GatewayError | undefined {
    const origin = request.headers.get("origin");
    if (!origin || this.allowsOrigin(origin)) return undefined;
    return new GatewayError(
      "forbidden",
      `Web pages of the origin "${origin}" may not use this gateway: add it to cors_origins, or set api_keys and send one.`,
      { code: "origin_not_allowed" },
    );
  }
}

function presentedKeys(request: Request, url: URL): string[] {
  const authorization = request.headers.get("authorization") ?? "";
  // Some clients leave the word out.
  const [, bearer, bare] = /^(?:bearer\s+(.+)|(\S+))$/i.exec(authorization.trim()) ?? [];
  return [
    bearer ?? bare,
    request.headers.get("x-api-key"),
    request.headers.get("x-goog-api-key"),
    request.headers.get("api-key"), // of Azure's clients
    url.search ? url.searchParams.get("key") : undefined,
  ].filter((key): key is string => Boolean(key));
}

/** Keys of Google's official API begin with `AIza`, those made since 2026 with `AQ.`. */
export function isGoogleKey(key: string): boolean {
  return key.startsWith("AIza") || key.startsWith("AQ.");
}

function sameBytes(a: Uint8Array, b: Uint8Array): 0 | 1 {
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; i++) difference |= (a[i] ?? 0) ^ b[i]!;
  return difference === 0 ? 1 : 0;
}

function keyMissing(broughtOne: boolean): GatewayError {
  const message = broughtOne
    ? "The API key is not one of this gateway's: send a key from its api_keys."
    : 'An API key is needed: send one of the gateway\'s api_keys as "Authorization: Bearer KEY", x-api-key, api-key or x-goog-api-key.';
  return new GatewayError("unauthenticated", message, { code: "invalid_api_key" });
}

function googleKeyNeeded(): GatewayError {
  return new GatewayError(
    "unauthenticated",
    "This gateway is open to the internet and has no api_keys, so it serves only requests with a Google key of their " +
      "own (AIza… or AQ.…). To use its owner's account, set api_keys and send one.",
    { code: "invalid_api_key" },
  );
}

function isLoopbackOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && /^https?:$/.test(url.protocol) && isLoopbackName(url.hostname);
}

/** The name without port; brackets of IPv6 addresses stay. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
}

/** Whether a host name can only mean this machine. */
export function isLoopbackName(name: string): boolean {
  const bare = name.toLowerCase();
  return bare === "localhost" || bare.endsWith(".localhost") || bare === "[::1]" ||
    bare === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(bare);
}
