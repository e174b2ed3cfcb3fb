import type { Fields } from "../../core/fields.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Response } from "./wire.ts";

/** A response as it goes over the wire: `output_text` is made by the vendor's SDKs. */
export type WireResponse = Omit<Response, "output_text">;

/** The part of a response that changes while it is made. */
export type ResponseProgress = Pick<
  WireResponse,
  | "id"
  | "object"
  | "created_at"
  | "status"
  | "model"
  | "output"
  | "usage"
  | "error"
  | "incomplete_details"
>;

/** The part of a response that only repeats the request. */
export type ResponseEcho = Omit<WireResponse, keyof ResponseProgress>;

/** What the response repeats of its request. */
export function echoOf(fields: Fields, request: GenerateRequest): ResponseEcho {
  const reasoning = objectAt(fields, "reasoning");
  const text = objectAt(fields, "text");
  const metadata = fields.raw("metadata");
  if (metadata !== undefined && !isJsonObject(metadata)) fields.fail("metadata", "an object");
  return {
    access_programs: null,
    background: false,
    instructions: fields.optionalString("instructions") ?? null,
    max_output_tokens: request.sampling.maxOutputTokens ?? null,
    max_tool_calls: null,
    metadata: sent(metadata ?? {}),
    parallel_tool_calls: request.parallelToolCalls,
    previous_response_id: fields.optionalString("previous_response_id") ?? null,
    prompt_cache_key: fields.optionalString("prompt_cache_key") ?? null,
    reasoning: {
      effort: sent(reasoning["effort"] ?? null),
      summary: sent(reasoning["summary"] ?? null),
    },
    safety_identifier: fields.optionalString("safety_identifier") ?? null,
    service_tier: "default",
    temperature: request.sampling.temperature ?? null,
    text: { format: sent(text["format"] ?? { type: "text" }) },
    tool_choice: sent(fields.raw("tool_choice") ?? "auto"),
    tools: sent(fields.raw("tools") ?? []),
    top_p: request.sampling.topP ?? null,
    truncation: "disabled",
    user: fields.optionalString("user"),
  };
}

/** The raw object: to read it field by field once more would have it reported as unread. */
function objectAt(fields: Fields, key: string): JsonObject {
  const value = fields.raw(key);
  return isJsonObject(value) ? value : {};
}

/** A value of the client's, handed back as it came: decoding has found nothing wrong with it. */
function sent<T>(value: JsonValue | undefined): T {
  return value as unknown as T;
}
