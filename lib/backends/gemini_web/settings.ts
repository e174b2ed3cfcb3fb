import type { OwnFetch } from "../../http/connections.ts";

/** Where the user's cookies come from, e.g. a file. */
export interface CookieSource {
  /** The whole text, a secret, and its version. */
  read(): Promise<{ text: string; version: string }>;
  /** Changes when the text does; cheap, e.g. a file's time and size. */
  version(): Promise<string>;
}

export interface GeminiWebSettings {
  /** Addresses of Google's services or of the user's own reverse proxies, without a path. */
  webUrl: string;
  accountsUrl: string;
  uploadUrl: string;
  /** Absent: anonymous. */
  cookies?: CookieSource;
  /** N of `/u/N`, for cookies of several accounts. */
  authUser?: number;
  /** Used instead of the page's, until Google refuses it. A secret. */
  xsrfToken?: string;
  /** The same for the build label. */
  geminiBl?: string;
  /** Retries after the first try, of failures that may pass. */
  retryAttempts: number;
  /** Longest pause before a retry, unless Google asks for another. */
  retryDelaySec: number;
  /** Longest wait for the answer to begin or to grow. */
  requestTimeoutSec: number;
  /** Chats do not show up in the account's history. */
  temporaryChats: boolean;
  /** A lesser model than the one asked for is an error. */
  strictModels: boolean;
  /** Whether `fetch` goes through a proxy: words errors only. */
  proxied?: boolean;
  /** Whether a request's I/O ends with it (Workers): then no request may wait for what another one has under way. */
  isolatedRequests?: boolean;
  fetch: typeof fetch;
  /** Another one, with connections of its own; absent where the place looks after them. */
  openFetch?(): OwnFetch;
  /** Takes warnings for the user. */
  log(line: string): void;
  /** Milliseconds since 1970. */
  now?(): number;
  /** From 0 to 1, exclusive. */
  random?(): number;
  /** Resolves after so many milliseconds; rejects when the signal aborts. */
  sleep?(ms: number, signal: AbortSignal): Promise<void>;
}
