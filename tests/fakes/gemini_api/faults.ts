import { Refusal } from "./refusal.ts";

/** Faults that come instead of an answer. */
const refusals = {
  "bad-key": () =>
    new Refusal(400, "API key not valid. Please pass a valid API key.", [{
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
      metadata: { service: "generativelanguage.googleapis.com" },
    }]),
  "suspended-key": (key: string) =>
    new Refusal(403, `Permission denied: Consumer 'api_key:${key}' has been suspended.`),
  "location": () =>
    new Refusal(400, "User location is not supported for the API use.")
      .withStatus("FAILED_PRECONDITION"),
  "rate-limit": () => quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "37s"),
  "rate-limit-short": () => quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "0.4s"),
  "rate-limit-bare": () => new Refusal(429, "Resource has been exhausted (e.g. check quota)."),
  "quota-per-day": () => quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "41s"),
  "no-quota": () =>
    quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "41s", "* limit: 0, model: x"),
  "no-credits": () =>
    new Refusal(
      429,
      "Your prepayment credits are depleted. Please go to AI Studio to manage your project and billing.",
    ),
  "spending-cap": () =>
    new Refusal(429, "Your project has exceeded its monthly spending cap. Please go to AI Studio."),
  "too-large": () =>
    new Refusal(400, "Request payload size exceeds the limit: 20971520 bytes. Use the File API."),
  "too-long": () =>
    new Refusal(
      400,
      "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    ),
  "overloaded": () => new Refusal(503, "The model is overloaded. Please try again later."),
  "overloaded-4s": () => new Refusal(503, "The model is overloaded.", [retryInfo("4s")]),
  "internal": () => new Refusal(500, "An internal error has occurred. Please retry or report."),
  "deadline": () => new Refusal(504, "The request timed out. Please try again."),
  "corrupted-signature": () => new Refusal(400, "Corrupted thought signature."),
} as const;

/** Faults in the middle of an answer. */
export type BreakingFault =
  | "malformed-call"
  | "malformed-after-thoughts"
  | "malformed-after-text"
  | "blocked-prompt"
  | "safety"
  | "recitation"
  | "max-tokens"
  | "empty"
  | "no-finish"
  | "no-finish-at-all"
  | "error-first"
  | "error-after-text"
  | "cut-after-text"
  | "stall-before-head"
  | "stall-after-text"
  | "open-tail"
  | "html"
  | "hang-up"
  | "redirect";

export type ApiFault = keyof typeof refusals | BreakingFault;

/** The refusal that a fault is, where it is one. */
export function refusalOf(fault: ApiFault, key: string): Refusal | undefined {
  return fault in refusals ? refusals[fault as keyof typeof refusals](key) : undefined;
}

function quota(quotaId: string, retryDelay: string, limit = "* limit: 10, model: x"): Refusal {
  const said = `You exceeded your current quota.\n${limit}\nPlease retry in ${retryDelay}.`;
  return new Refusal(429, said, [
    {
      "@type": "type.googleapis.com/google.rpc.QuotaFailure",
      violations: [{
        quotaMetric: "generativelanguage.googleapis.com/generate_content_free_tier_requests",
        quotaId,
        quotaValue: "10",
      }],
    },
    retryInfo(retryDelay),
  ]);
}

function retryInfo(retryDelay: string) {
  return { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay };
}
