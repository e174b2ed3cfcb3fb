import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

/** The details of one google.rpc type, such as `RetryInfo`, of those that an error has. */
export function detailsOf(details: JsonValue | undefined, type: string): JsonObject[] {
  const all = Array.isArray(details) ? details.filter(isJsonObject) : [];
  return all.filter((detail) => String(detail["@type"]).endsWith(`.${type}`));
}
