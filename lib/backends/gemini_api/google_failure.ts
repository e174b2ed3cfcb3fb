import { isJsonObject, type JsonObject, type JsonValue, tryParseJson } from "../../core/json.ts";
import { ApiFailure } from "./api_failure.ts";
import { detailsOf } from "./error_details.ts";
import { quotaFailure } from "./quota_failure.ts";

export interface FailureOptions {
  /** A secret that no message may repeat. */
  key: string;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** What an HTTP answer other than 200 means. */
export function httpFailure(
  { status, headers, body }: { status: number; headers: Headers; body: string },
  options: FailureOptions,
): ApiFailure {
  const parsed = tryParseJson(body);
  // Without `alt=sse`, a stream's error stands in an array.
  const holder = Array.isArray(parsed) ? parsed[0] : parsed;
  const error = isJsonObject(holder) && isJsonObject(holder.error) ? holder.error : {};
  const retryAfter = headers.get("retry-after");
  return apiFailure({ ...error, code: status }, { ...options, retryAfter });
}

/** What an error object of the API means (`google.rpc.Status`, with its HTTP status as `code`). */
export function apiFailure(
  error: JsonObject,
  { key, now = Date.now, retryAfter }: FailureOptions & { retryAfter?: string | null },
): ApiFailure {
  const status = typeof error.code === "number" ? error.code : 500;
  const said = withoutKey(typeof error.message === "string" ? error.message.trim() : "", key);
  const told = said ? `: ${said}` : ".";
  const seconds = retrySeconds(error.details) ?? headerSeconds(retryAfter);
  if (status === 429) return quotaFailure(error.details, { said, seconds, now: now() });
  if (isBadKey(error, said)) {
    return new ApiFailure(
      "unauthenticated",
      "Google does not accept the API key; check gemini_api_key, or the key that the client sends.",
      { code: "invalid_api_key" },
    );
  }
  // The documented status is 413; what comes is mostly a 400.
  if (status === 413 || /payload size exceeds/i.test(said)) return tooLarge(told);
  if (status === 400 || status === 409 || status === 422) return badRequest(error, said);
  if (status === 401) {
    return new ApiFailure("unauthenticated", `Google does not accept the API key${told}`, {
      code: "invalid_api_key",
    });
  }
  if (status === 403) {
    return new ApiFailure("forbidden", `Google forbids this to the API key${told}`, {
      code: "permission_denied",
    });
  }
  if (status === 404) {
    return new ApiFailure("not-found", `The Gemini API does not have this${told}`, {
      code: "model_not_found",
      param: "model",
    });
  }
  return serverFailure(status, { told, seconds });
}

function tooLarge(told: string): ApiFailure {
  return new ApiFailure("too-large", `The request is too large for the Gemini API${told}`, {
    code: "context_length_exceeded",
  });
}

function serverFailure(
  status: number,
  { told, seconds }: { told: string; seconds?: number },
): ApiFailure {
  const retryAfterSec = seconds;
  if (status === 503) {
    return new ApiFailure("unavailable", `Gemini is overloaded; try again soon${told}`, {
      code: "google_unavailable",
      retry: "back-off",
      retryAfterSec,
    });
  }
  if (status === 504) {
    return new ApiFailure("timeout", `Gemini did not finish in time; ask for less${told}`, {
      code: "google_deadline",
      retry: "once",
    });
  }
  const known = status >= 500 && status < 600;
  return new ApiFailure("upstream", `The Gemini API failed with HTTP ${status}${told}`, {
    code: known ? "google_error" : "unexpected_status",
    status: known ? status : undefined,
    retry: known ? "back-off" : "never",
    retryAfterSec,
  });
}

function badRequest(error: JsonObject, said: string): ApiFailure {
  if (/location is not supported/i.test(said)) {
    return new ApiFailure(
      "forbidden",
      "Google does not offer the Gemini API where this gateway runs; use a proxy elsewhere.",
      { code: "google_region_refused" },
    );
  }
  if (/token count .*exceeds|exceeds the maximum number of tokens/i.test(said)) {
    return new ApiFailure("invalid-request", `The conversation is too long: ${said}`, {
      code: "context_length_exceeded",
    });
  }
  const signature = /thought.?signature/i.test(said);
  return new ApiFailure("invalid-request", `Gemini refused the request: ${said || "HTTP 400"}`, {
    code: error.status === "FAILED_PRECONDITION" ? "failed_precondition" : "invalid_value",
    retry: signature ? "unsigned" : "never",
  });
}

function isBadKey(error: JsonObject, said: string): boolean {
  return detailsOf(error.details, "ErrorInfo").some(({ reason }) =>
    reason === "API_KEY_INVALID" || reason === "API_KEY_EXPIRED"
  ) || /API key (not valid|expired|not found)/i.test(said);
}

function retrySeconds(details: JsonValue | undefined): number | undefined {
  const [info] = detailsOf(details, "RetryInfo");
  const seconds = parseFloat(String(info?.retryDelay ?? ""));
  return Number.isFinite(seconds) ? Math.ceil(seconds) : undefined;
}

function headerSeconds(value: string | null | undefined): number | undefined {
  return value && /^\s*\d+\s*$/.test(value) ? Number(value) : undefined;
}

/** Google's words about a key repeat it at times. */
function withoutKey(text: string, key: string): string {
  const plain = key ? text.replaceAll(key, "[key]") : text;
  return plain.replace(/\bAIza[\w-]{20,}|\bAQ\.[\w-]{20,}/g, "[key]");
}
