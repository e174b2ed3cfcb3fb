import type { JsonValue } from "../../../core/json.ts";
import { tryParseJson } from "../../../core/json.ts";

/** Whether the body of an HTTP 400 says that the page token (`at`) is missing or too old. */
export function isXsrfRefusal(body: string): boolean {
  return /\bxsrf\b/i.test(body);
}

/**
 * The page token that such a refusal brings along. The place differs, so the whole body is searched for an array
 * `["xsrf", token, …]`.
 */
export function freshXsrfToken(body: string): string | undefined {
  for (const line of body.split("\n")) {
    const token = line.startsWith("[") ? tokenIn(tryParseJson(line)) : undefined;
    if (token) return token;
  }
  return undefined;
}

function tokenIn(value: JsonValue | undefined): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value) && value[0] === "xsrf" && typeof value[1] === "string") return value[1];
  for (const inner of Object.values(value)) {
    const token = tokenIn(inner);
    if (token) return token;
  }
  return undefined;
}
