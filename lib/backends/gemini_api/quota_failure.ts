import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { ApiFailure } from "./api_failure.ts";
import { detailsOf } from "./error_details.ts";

export interface QuotaWords {
  /** Google's own sentence, without secrets. */
  said: string;
  /** After which it wants to be asked again. */
  seconds?: number;
  /** Milliseconds since 1970. */
  now: number;
}

/** Seconds up to which waiting within the request makes sense. */
const shortWait = 10;

/** What a 429 means: a plan without this model, a day's quota or the money used up, or too many requests for now. */
export function quotaFailure(details: JsonValue | undefined, words: QuotaWords): ApiFailure {
  const { said, seconds } = words;
  const told = said ? `. Google says: ${said}` : ".";
  const failures = detailsOf(details, "QuotaFailure");
  const violations = failures.flatMap(({ violations }) =>
    Array.isArray(violations) ? violations.filter(isJsonObject) : []
  );
  if (/\blimit: 0\b(?!\.\d)/.test(said)) return noQuota(failures);
  if (/credits are depleted|spending cap/i.test(said)) return moneyUsedUp(said);
  const daily = violations.find(({ quotaId }) => /PerDay|Daily/i.test(String(quotaId)));
  if (daily) return dayUsedUp(daily, failures, words.now);
  return new ApiFailure(
    "rate-limited",
    `Too many requests with this API key; wait a little${told}`,
    {
      code: "google_rate_limited",
      retryAfterSec: seconds,
      retry: seconds !== undefined && seconds <= shortWait ? "back-off" : "never",
      nativeDetails: failures,
    },
  );
}

/** Waiting does not help. "limit: 0" is what Google says, and what its own clients look for. */
function noQuota(nativeDetails: JsonObject[]): ApiFailure {
  return new ApiFailure(
    "quota-used-up",
    "The API key's plan has no quota for this model (limit: 0); take another model, or enable billing.",
    { code: "google_usage_limit", nativeDetails },
  );
}

/** Waiting does not help here either; what does is in Google's own words. */
function moneyUsedUp(said: string): ApiFailure {
  return new ApiFailure(
    "quota-used-up",
    `The API key's project has no money left for this. Google says: ${said}`,
    { code: "google_usage_limit" },
  );
}

/**
 * Google's RetryInfo speaks of seconds here too, after which it refuses again: the wait is told as it is, and its
 * sentence, which repeats the seconds, is not. Source of the hour: Gemini API docs, "Rate limits".
 */
function dayUsedUp(violation: JsonObject, nativeDetails: JsonObject[], now: number): ApiFailure {
  const seconds = secondsToPacificMidnight(now);
  const { quotaId, quotaValue } = violation;
  const limit = quotaValue === undefined ? "" : `, ${quotaValue} a day`;
  return new ApiFailure(
    "quota-used-up",
    `The API key's daily quota for this model is used up (${quotaId}${limit}). It resets at midnight Pacific time, ` +
      `in ${hoursAndMinutes(seconds)}: until then take another model, or enable billing.`,
    { code: "google_usage_limit", retryAfterSec: seconds, nativeDetails },
  );
}

const day = 86_400;

function secondsToPacificMidnight(now: number): number {
  const left = day - pacificSecondOfDay(now);
  // Two days of the year are an hour shorter or longer.
  const beyond = pacificSecondOfDay(now + left * 1000);
  return left - (beyond > day / 2 ? beyond - day : beyond);
}

function pacificSecondOfDay(ms: number): number {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/Los_Angeles",
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const [hours = 0, minutes = 0, seconds = 0] = clock.format(ms).split(":").map(Number);
  return (hours * 60 + minutes) * 60 + seconds;
}

function hoursAndMinutes(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
