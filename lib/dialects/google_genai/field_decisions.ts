import type { Fields } from "../../core/fields.ts";
import { GatewayError } from "../../core/gateway_error.ts";
import type { JsonObject } from "../../core/json.ts";

/**
 * What becomes of a field:
 * - `read`: it has a place in the neutral request.
 * - `extra`: only the vendor's own API understands it; it goes there untouched.
 * - `needed`: the same, and an answer without it would be wrong: other upstreams refuse the request.
 * - `ignored`: accepted and reported as not honoured, as is every field that stands in no table.
 * - `no-effect`: says nothing about the answer; not worth a report.
 * - `refused`: an answer without it would be wrong.
 */
export type FieldDecision = "read" | "extra" | "needed" | "ignored" | "no-effect" | "refused";

/**
 * Takes the extra fields out, as they are, and marks those without effect as read. Throws `unsupported` for a refused
 * field that holds a value; `refusals` says what to do instead.
 */
export function decideFields(
  fields: Fields,
  decisions: Record<string, FieldDecision>,
  refusals: Record<string, string> = {},
): JsonObject {
  const extras: JsonObject = {};
  for (const key of Object.keys(fields.object)) {
    if (!fields.has(key) || !Object.hasOwn(decisions, key)) continue;
    const decision = decisions[key];
    if (decision === "refused") throw unsupported(fields.at(key), refusals[key] ?? "");
    if (decision === "no-effect") fields.raw(key);
    if (decision === "extra" || decision === "needed") extras[key] = fields.raw(key);
  }
  return extras;
}

/** Paths of the needed fields that hold a value, with what to do where they are refused. */
export function neededFields(
  fields: Fields,
  decisions: Record<string, FieldDecision>,
  advice: Record<string, string>,
): Record<string, string> {
  const needed = Object.keys(advice).filter((key) =>
    decisions[key] === "needed" && fields.has(key)
  );
  return Object.fromEntries(needed.map((key) => [fields.at(key), advice[key]!]));
}

export function unsupported(param: string, advice: string): GatewayError {
  return new GatewayError("unsupported", `Cannot honour "${param}": ${advice}`, {
    code: "unsupported_parameter",
    param,
  });
}
