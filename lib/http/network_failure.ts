import { GatewayError } from "../core/gateway_error.ts";

/** What kept a request from being answered. */
export type NetworkTrouble =
  | "proxy-failed"
  | "name-unresolved"
  | "tls-failed"
  | "unreachable"
  | "connection-lost";

/**
 * What a thrown `fetch` means. Deno 2.9 throws `TypeError: fetch failed` whose cause words the reason ("tcp connect
 * error: Connection refused", "dns error: …", "Proxy server unreachable", "unsuccessful tunnel"). An HTTP proxy that
 * refuses looks like the target refusing, so `proxied` decides. Other platforms' words end as `unreachable`.
 */
export function networkTrouble(thrown: unknown, proxied = false): NetworkTrouble {
  const words = wordsOf(thrown);
  const trouble = causes.find(([pattern]) => pattern.test(words))?.[1] ?? "unreachable";
  const atProxy = proxied && (trouble === "name-unresolved" || trouble === "unreachable");
  return atProxy ? "proxy-failed" : trouble;
}

/** The trouble as an error that says what to do. */
export function networkError(trouble: NetworkTrouble, host: string, cause: unknown): GatewayError {
  const { code, message } = told[trouble];
  return new GatewayError("upstream", message(host), { code, cause });
}

const causes: readonly (readonly [RegExp, NetworkTrouble])[] = [
  [/proxy|tunnel|socks/i, "proxy-failed"],
  [/dns error|lookup address|name or service not known|ENOTFOUND|EAI_AGAIN/i, "name-unresolved"],
  // A connection that broke, in the words of TLS and of HTTP/2.
  [/close_notify|stream (error|closed)/i, "connection-lost"],
  [/certificate|\btls\b|handshake|corrupt message|UnknownIssuer|fatal alert/i, "tls-failed"],
  [/connection refused|tcp connect error|unreachable|no route|ECONNREFUSED/i, "unreachable"],
  [/connection (closed|reset|lost|error)|broken pipe|SendRequest|ECONNRESET/i, "connection-lost"],
];

const told: Record<
  NetworkTrouble,
  { code: string; message: (host: string) => string }
> = {
  "proxy-failed": {
    code: "proxy_failed",
    message: (host) => `The proxy on the way to ${host} does not work; check the setting "proxy".`,
  },
  "name-unresolved": {
    code: "upstream_name_unresolved",
    message: (host) => `The name ${host} cannot be resolved; check the network and its DNS.`,
  },
  "tls-failed": {
    code: "upstream_tls_failed",
    message: (host) => `No secure connection to ${host}: check the clock and the certificates.`,
  },
  "unreachable": {
    code: "upstream_unreachable",
    message: (host) => `${host} cannot be reached; check the network, or set "proxy".`,
  },
  "connection-lost": {
    code: "upstream_connection_lost",
    message: (host) => `${host} closed the connection before it answered; try again.`,
  },
};

/** The words of an error and its cause, without the address, whose path could look like a word. */
function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause instanceof Error ? thrown.cause.message : "";
  return `${thrown.message} ${cause}`.replace(/https?:\/\/[^\s)]+/g, "");
}
