import type { ErrorKind } from "../../core/gateway_error.ts";

/**
 * What may be done about a failure before any text was sent:
 * `again` the same once more; `fresh-page` once more with the page's tokens read anew and without `f.sid`;
 * `back-off` again and again with pauses; `never` nothing.
 */
export type RetryPlan = "never" | "again" | "fresh-page" | "back-off";

export interface FailureEntry {
  kind: ErrorKind;
  code: string;
  /** One sentence that says whose trouble it is and what helps. `%` stands for a detail. */
  message: string;
  /** Absent: `never`. */
  retry?: RetryPlan;
  retryAfterSec?: number;
}

/**
 * Everything that goes wrong between this program and Gemini's web app: the user's cookies, the user's network,
 * Google's limits, Google's changes. Sources: protocol notes of August to October 2026, and errors of Deno's fetch.
 */
export const failures = {
  // The user's session.
  sessionExpired: {
    kind: "unauthenticated",
    code: "session_expired",
    message:
      "Google no longer accepts the cookies: sign in to gemini.google.com in a private window, put " +
      "its cookies into the cookie file and close the window.",
  },
  tokenRefused: {
    kind: "unauthenticated",
    code: "page_token_refused",
    message:
      "Google refused the session's token, even a fresh one: put new cookies into the cookie file.",
    retry: "fresh-page",
  },
  consentRequired: {
    kind: "forbidden",
    code: "consent_required",
    message:
      "Google asks for consent first: open gemini.google.com in a browser, accept, and put that " +
      "browser's cookies into the cookie file.",
  },
  accountRestricted: {
    kind: "forbidden",
    code: "account_restricted",
    message:
      "Google does not let this account use Gemini (%): open gemini.google.com and do what it says.",
  },
  permissionDenied: {
    kind: "forbidden",
    code: "permission_denied",
    message:
      "Google refused this for this session: the cookies are too old, or the account lacks the model " +
      "or feature; put new cookies into the cookie file or choose another model.",
  },
  accountNeeded: {
    kind: "unauthenticated",
    code: "sign_in_required",
    message:
      "% needs a signed-in session, and strict_models forbids the lesser model that Google would " +
      "put in its place: configure cookie_file, or ask for gemini-flash-lite.",
  },
  modelDowngraded: {
    kind: "forbidden",
    code: "model_downgraded",
    message:
      "Google answered with %, which strict_models forbids: ask for that model, wait for the limit " +
      "to reset, or sign in with an account that has the one you want.",
  },
  // The user's network.
  networkBlocked: {
    kind: "rate-limited",
    code: "google_blocked_network",
    message:
      "Google blocks this network for unusual traffic (its /sorry/ page): wait two hours or use " +
      "another network; more requests prolong the block.",
    retryAfterSec: 7200,
  },
  regionRefused: {
    kind: "forbidden",
    code: "google_region_refused",
    message:
      "Google refuses this network or country (error 1060): use a network where Gemini is available.",
    retry: "again",
  },
  nameUnresolved: {
    kind: "upstream",
    code: "upstream_name_unresolved",
    message: "The name % could not be resolved: check this machine's network and DNS.",
  },
  connectionLost: {
    kind: "upstream",
    code: "upstream_connection_lost",
    message: "The connection to % broke before it answered: check the network and try again.",
    retry: "again",
  },
  tlsFailed: {
    kind: "upstream",
    code: "upstream_tls_failed",
    message:
      "No secure connection to % was possible: check the clock, the certificates and the proxy.",
  },
  proxyFailed: {
    kind: "upstream",
    code: "proxy_failed",
    message: "The proxy did not connect (%): check its address, its credentials and that it runs.",
  },
  unreachable: {
    kind: "upstream",
    code: "upstream_unreachable",
    message: "% could not be reached: check this machine's network and firewall, and the address.",
  },
  noAnswer: {
    kind: "timeout",
    code: "upstream_timeout",
    message: "Gemini did not answer within % seconds: try again later.",
  },
  // Google's limits.
  rateLimited: {
    kind: "rate-limited",
    code: "google_rate_limited",
    message: "Google limits the rate of requests from here: wait, and send fewer at a time.",
  },
  usageLimit: {
    kind: "quota-used-up",
    code: "google_usage_limit",
    message: "The limit for this model is used up: wait for it to reset, or ask for another model.",
  },
  quotaHiccup: {
    kind: "rate-limited",
    code: "google_rate_limited",
    message:
      "Google refused twice, for quota (error 1099): wait some minutes, or ask for another model.",
    retry: "again",
  },
  networkThrottled: {
    kind: "rate-limited",
    code: "google_rate_limited",
    message: "Google throttles this network (error 1095): wait some minutes or sign in.",
    retryAfterSec: 120,
  },
  imageLimit: {
    kind: "rate-limited",
    code: "google_image_limit",
    message: "Google limits the making of pictures (error 1185): wait two minutes.",
    retryAfterSec: 120,
  },
  promptTooLong: {
    kind: "invalid-request",
    code: "context_length_exceeded",
    message:
      "Google found the prompt too long: shorten the conversation or what is attached to it.",
  },
  bodyTooLarge: {
    kind: "too-large",
    code: "context_length_exceeded",
    message: "Google found the request too large (HTTP 413): shorten the conversation.",
  },
  modelUnavailable: {
    kind: "not-found",
    code: "model_unavailable",
    message:
      "Google does not offer this model to this session (error 1052): ask for another model.",
  },
  attachmentRefused: {
    kind: "invalid-request",
    code: "attachment_refused",
    message: "Google refused an attachment or a reference (error 1003): send it again, signed in.",
  },
  attachmentUntrusted: {
    kind: "forbidden",
    code: "attachment_refused",
    message:
      "Google refused an attachment for this session (error 1100): put new cookies of a signed-in " +
      "session into the cookie file.",
    retry: "fresh-page",
  },
  stateRefused: {
    kind: "upstream",
    code: "conversation_refused",
    message:
      "Google could not keep the state of this conversation (%): try again, or send text only.",
  },
  // Google's trouble.
  generationFailed: {
    kind: "unavailable",
    code: "generation_failed",
    message: "Gemini failed to answer (%); this is usually brief: try again.",
    retry: "again",
  },
  sessionRefused: {
    kind: "unavailable",
    code: "session_refused",
    message:
      "Google refused this session or network for no stated reason (error 1155): try again later.",
    retry: "fresh-page",
  },
  deadlineExceeded: {
    kind: "timeout",
    code: "google_deadline",
    message: "Google ran out of time for the answer (%): try again, or with a shorter prompt.",
    retry: "again",
  },
  googleFault: {
    kind: "upstream",
    code: "google_error",
    message: "Google's server failed (HTTP %): try again later.",
    retry: "back-off",
  },
  unavailable: {
    kind: "unavailable",
    code: "google_unavailable",
    message: "Gemini is overloaded or down for the moment (%): try again later.",
    retry: "back-off",
  },
  emptyAnswer: {
    kind: "upstream",
    code: "empty_answer",
    message:
      "Gemini ended its answer without saying anything: try again, or word the request differently.",
    retry: "again",
  },
  interrupted: {
    kind: "upstream",
    code: "upstream_interrupted",
    message: "Gemini's answer was cut off before it was complete: try again.",
    retry: "again",
  },
  stalled: {
    kind: "timeout",
    code: "upstream_stalled",
    message:
      "Gemini stopped in the middle of its answer: try again later, or raise request_timeout_sec.",
  },
  unknownError: {
    kind: "upstream",
    code: "google_error",
    message: "Gemini refused with an unknown error (%): try again later.",
  },
  // Google's changes.
  requestRefused: {
    kind: "invalid-request",
    code: "request_refused",
    message:
      "Google refused the request as invalid (%): if plain requests fail too, Google changed the " +
      "web app; update this program.",
  },
  accessRefused: {
    kind: "forbidden",
    code: "access_refused",
    message:
      "Google refused access (HTTP 403): put new cookies into the cookie file, or use another network.",
  },
  notFound: {
    kind: "not-found",
    code: "endpoint_not_found",
    message:
      "Gemini's address does not exist (HTTP 404): check gemini_web_url, or update this program.",
    retry: "fresh-page",
  },
  labelRefused: {
    kind: "upstream",
    code: "build_label_refused",
    message:
      "Google refused the web app's build label (HTTP 405): update this program, or set gemini_bl.",
    retry: "fresh-page",
  },
  unexpectedStatus: {
    kind: "upstream",
    code: "unexpected_status",
    message:
      "Google answered with HTTP %: check the configured addresses and proxy, or update this program.",
  },
  unexpectedRedirect: {
    kind: "upstream",
    code: "unexpected_redirect",
    message: "Google redirects to another place (%): check gemini_web_url, or update this program.",
  },
  foreignAnswer: {
    kind: "upstream",
    code: "foreign_answer",
    message:
      "A web page came in place of Gemini's answer: check gemini_web_url and the proxy, or update.",
  },
  malformedAnswer: {
    kind: "upstream",
    code: "malformed_answer",
    message:
      "Gemini's answer could not be read: Google may have changed the web app; update this program.",
  },
} as const satisfies Record<string, FailureEntry>;

export type FailureName = keyof typeof failures;
