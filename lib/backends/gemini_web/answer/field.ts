import type { JsonValue } from "../../../core/json.ts";
import { isJsonObject } from "../../../core/json.ts";

/**
 * Field `number` (from 1) of a JSPB message. A message is an array; its last fields may be sent together as one
 * object in the last place, keyed by field number: `[null,["a"],{"18":"b"}]` has the fields 2 and 18.
 */
export function field(message: JsonValue | undefined, number: number): JsonValue | undefined {
  if (!Array.isArray(message)) return undefined;
  const last = message.length - 1;
  const trailing = message[last];
  const sparse = isJsonObject(trailing);
  const dense = number - 1 === last && sparse ? undefined : message[number - 1];
  return dense ?? (sparse ? trailing[String(number)] : undefined);
}

/** The value behind several fields, one inside the other. */
export function fieldAt(message: JsonValue | undefined, ...path: number[]): JsonValue | undefined {
  return path.reduce((value: JsonValue | undefined, number) => field(value, number), message);
}

export function asString(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function asNumber(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function asArray(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}
