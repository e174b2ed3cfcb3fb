import type { OwnFetch } from "../../http/connections.ts";

export interface GeminiApiSettings {
  /** Address of the API or of the user's own reverse proxy, without the version. */
  url: string;
  /** Retries after the first try, of failures that may pass. */
  retryAttempts: number;
  /** Longest pause before a retry, unless Google asks for another. */
  retryDelaySec: number;
  /** Longest wait for the answer to begin or to go on. */
  requestTimeoutSec: number;
  /** Fetch files that clients name by URL from private and loopback addresses too. */
  allowPrivateUrls: boolean;
  /** Whether a request's I/O ends with it (Workers): then no request may wait for what another one has under way. */
  isolatedRequests?: boolean;
  fetch: typeof fetch;
  /** Another one, with connections of its own; absent where the place looks after them. */
  openFetch?(): OwnFetch;
  /** Whether `fetch` goes through a proxy: words errors only. */
  proxied?: boolean;
  /** The addresses of a host's name, where the platform can tell. */
  resolveHost?(name: string): Promise<string[]>;
  /** A `fetch` that connects to these addresses only, where the platform has one. */
  fetchAt?(addresses: readonly string[]): typeof fetch;
  /** Milliseconds since 1970. */
  now?(): number;
  /** From 0 to 1, exclusive. */
  random?(): number;
  /** Resolves after so many milliseconds; rejects when the signal aborts. */
  sleep?(ms: number, signal: AbortSignal): Promise<void>;
}
