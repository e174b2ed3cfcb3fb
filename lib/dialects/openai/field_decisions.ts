import type { Fields } from "../../core/fields.ts";
import { GatewayError } from "../../core/gateway_error.ts";

/** `ignored` fields change nothing and are reported; `refused` ones are an error where they hold a value. */
export type FieldDecision = "read" | "ignored" | "refused";

/** Marks the ignored fields that are there as read and lists them. Throws `unsupported` for a refused one. */
export function decideFields(body: Fields, decisions: Record<string, FieldDecision>): string[] {
  const ignored: string[] = [];
  for (const name of Object.keys(body.object)) {
    const decision = Object.hasOwn(decisions, name) ? decisions[name] : "read";
    if (decision === "read" || !body.has(name)) continue;
    body.raw(name);
    if (decision === "refused") {
      throw unsupportedField(name, `"${name}" is not available here: leave it out.`);
    }
    ignored.push(name);
  }
  return ignored;
}

/** Throws where the client wants more than one answer at once. */
export function refuseSeveral(body: Fields, key: string): void {
  if ((body.optionalInteger(key, { min: 1 }) ?? 1) > 1) {
    throw unsupportedField(
      key,
      `Cannot give more than one choice: expected "${key}" to be 1; ask again instead.`,
    );
  }
}

/** `stop`: a string or an array of them; empty ones say nothing. */
export function stopSequences(body: Fields): string[] {
  const value = body.raw("stop");
  if (value !== undefined && typeof value !== "string" && !Array.isArray(value)) {
    body.fail("stop", "a string or an array of strings");
  }
  const stop = typeof value === "string" ? [value] : body.optionalStrings("stop") ?? [];
  return stop.filter((sequence) => sequence !== "");
}

/** The refusal of what only the vendor's own service has. */
export function unsupportedField(param: string, message: string): GatewayError {
  return new GatewayError("unsupported", message, { code: "unsupported_parameter", param });
}
