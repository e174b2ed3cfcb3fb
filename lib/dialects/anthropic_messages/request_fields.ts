import type { Fields } from "../../core/fields.ts";
import { GatewayError } from "../../core/gateway_error.ts";
import { isJsonObject } from "../../core/json.ts";
import type { BetaMessageCountTokensParams, BetaMessageCreateParams } from "./wire.ts";

/**
 * What becomes of each field of a request.
 * - `read`: honoured.
 * - `no-effect`: without meaning here (caching, user attribution), or sent as a header; not worth a report.
 * - `ignored`: accepted, and reported as not honoured, as is every field that stands in no table.
 * - `refused`: to go on without it would give a wrong answer.
 */
export const requestDecisions = {
  model: "read",
  messages: "read",
  system: "read",
  max_tokens: "read",
  stream: "read",
  stop_sequences: "read",
  temperature: "read",
  top_p: "read",
  top_k: "read",
  thinking: "read",
  output_config: "read",
  output_format: "read",
  tools: "read",
  tool_choice: "read",
  cache_control: "no-effect",
  metadata: "no-effect",
  betas: "no-effect",
  user_profile_id: "no-effect",
  workspace_id: "no-effect",
  billing_policy: "ignored",
  context_management: "ignored",
  diagnostics: "ignored",
  fallback_credit_token: "ignored",
  fallbacks: "ignored",
  inference_geo: "ignored",
  service_tier: "ignored",
  speed: "ignored",
  compaction: "refused",
  container: "refused",
  mcp_servers: "refused",
  thread: "refused",
} as const satisfies Record<RequestField, "read" | "no-effect" | "ignored" | "refused">;

// The three sampling fields are deprecated for new models and have left the SDK's types; clients still send them.
type RequestField =
  | keyof BetaMessageCreateParams
  | keyof BetaMessageCountTokensParams
  | "temperature"
  | "top_p"
  | "top_k";

type RefusedField = {
  [F in RequestField]: typeof requestDecisions[F] extends "refused" ? F : never;
}[RequestField];

const refusals: Record<Exclude<RefusedField, "thread">, string> = {
  compaction: "This gateway does not compact conversations; summarize with an ordinary request.",
  container: "This gateway has no containers; leave the field out and run code in a tool of yours.",
  mcp_servers:
    "This gateway does not connect to MCP servers; connect in the client and pass their " +
    "tools in `tools`.",
};

/** Throws for a field that cannot be honoured, and marks as read what needs no report. */
export function applyRequestDecisions(fields: Fields): void {
  if (fields.has("thread")) throw threadRefusal();
  for (const [field, reason] of Object.entries(refusals)) {
    if (asksForSomething(fields, field)) throw refusal(field, reason);
  }
  for (const [field, decision] of Object.entries(requestDecisions)) {
    if (decision === "no-effect") readNothingOf(fields, field);
    if (decision === "refused") fields.raw(field);
  }
}

/** A wrong type is a mistake of the client's, whether or not the field means anything. */
function readNothingOf(fields: Fields, field: string): void {
  if (field === "betas") fields.optionalStrings(field);
  else if (field.endsWith("_id")) fields.optionalString(field);
  else if (fields.has(field) && !isJsonObject(fields.raw(field))) fields.fail(field, "an object");
}

function asksForSomething(fields: Fields, field: string): boolean {
  const value = fields.object[field];
  return fields.has(field) && !(Array.isArray(value) && value.length === 0);
}

function refusal(field: string, reason: string): GatewayError {
  return new GatewayError("invalid-request", `Cannot honour "${field}". ${reason}`, {
    code: "unsupported_parameter",
    param: field,
  });
}

/** These details make the vendor's SDK send the whole conversation again, without `thread`. */
function threadRefusal(): GatewayError {
  return new GatewayError(
    "invalid-request",
    "This gateway keeps no threads; send the full conversation without `thread`.",
    {
      code: "thread_unsupported_request",
      param: "thread",
      details: { error_code: "thread_unsupported_request", unsupported: ["thread"] },
    },
  );
}
