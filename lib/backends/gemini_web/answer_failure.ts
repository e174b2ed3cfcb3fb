import type { AnswerFailure } from "./answer/error_row.ts";
import { WebFailure } from "./failure.ts";
import type { FailureName } from "./failure_table.ts";
import { httpFailure } from "./http_failure.ts";

/** What a refusal inside an HTTP 200 means. */
export function answerFailure({ status, code, http }: AnswerFailure): WebFailure {
  if (http !== undefined) return httpFailure({ status: http, headers: new Headers(), body: "" });
  if (code !== undefined) {
    return new WebFailure(byCode[code] ?? "unknownError", { detail: `error ${code}` });
  }
  return new WebFailure(byStatus[status ?? 0] ?? "unknownError", { detail: `status ${status}` });
}

/** Numbers of `BardErrorInfo`; those from 1014 to 1057 are also the account's status. */
const byCode: Readonly<Record<number, FailureName>> = {
  1003: "attachmentRefused",
  1013: "generationFailed",
  1014: "accountRestricted",
  1016: "sessionExpired",
  1021: "accountRestricted",
  1033: "accountRestricted",
  1037: "usageLimit",
  1040: "accountRestricted",
  1042: "accountRestricted",
  1050: "stateRefused",
  1052: "modelUnavailable",
  1054: "accountRestricted",
  1057: "accountRestricted",
  1060: "regionRefused",
  1061: "permissionDenied",
  1095: "networkThrottled",
  1096: "stateRefused",
  1097: "stateRefused",
  1099: "quotaHiccup",
  1100: "attachmentUntrusted",
  1101: "unknownError",
  1152: "promptTooLong",
  1155: "sessionRefused",
  1185: "imageLimit",
};

/** gRPC statuses without a number. */
const byStatus: Readonly<Record<number, FailureName>> = {
  2: "generationFailed",
  3: "requestRefused",
  4: "deadlineExceeded",
  7: "permissionDenied",
  8: "rateLimited",
  9: "requestRefused",
  13: "generationFailed",
  14: "unavailable",
  16: "sessionExpired",
};
