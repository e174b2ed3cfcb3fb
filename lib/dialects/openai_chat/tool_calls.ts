import type { Fields } from "../../core/fields.ts";
import { isJsonObject, type JsonValue } from "../../core/json.ts";

/** A call's arguments as JSON text. Some clients send the object itself, and nothing for no arguments. */
export function callArguments(call: Fields, key: string): string {
  const value = call.raw(key);
  if (value === undefined || value === "") return "{}";
  if (typeof value === "string") return value;
  return isJsonObject(value) ? JSON.stringify(value) : call.fail(key, "a string of JSON");
}

/** The signature that Google's own OpenAI endpoint keeps at `extra_content.google.thought_signature`. */
export function thoughtSignature(call: Fields): string | undefined {
  const signature = at(at(call.raw("extra_content"), "google"), "thought_signature");
  return typeof signature === "string" ? signature : undefined;
}

function at(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? value[key] : undefined;
}
