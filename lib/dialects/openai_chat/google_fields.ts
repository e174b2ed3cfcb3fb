import type { Fields } from "../../core/fields.ts";
import type { GenerateRequest, Reasoning, ReasoningEffort } from "../../core/generate_request.ts";
import { unsupportedField } from "../openai/field_decisions.ts";

export interface GoogleFields {
  reasoning: Partial<Reasoning>;
  extras?: GenerateRequest["extras"];
}

/**
 * Decodes what Google's own endpoint for OpenAI clients takes beside OpenAI's fields: `google`, or `extra_body.google`
 * as SDKs send it that know no such fields. Source: Gemini API docs, "OpenAI compatibility"; Vertex AI docs, "OpenAI
 * compatibility".
 */
export function googleFields(body: Fields): GoogleFields {
  const google = body.optionalNested("extra_body")?.optionalNested("google") ??
    body.optionalNested("google");
  if (!google) return { reasoning: {} };
  if (google.has("cached_content")) {
    throw unsupportedField(
      google.at("cached_content"),
      "This gateway keeps no cached contents: send them in the messages.",
    );
  }
  const safetySettings = google.optionalObjects("safety_settings")?.map((setting) => ({
    category: setting.string("category"),
    threshold: setting.string("threshold"),
  }));
  return {
    reasoning: thinking(google, body),
    ...(safetySettings && { extras: { family: "google-genai", fields: { safetySettings } } }),
  };
}

const efforts = ["minimal", "low", "medium", "high"] as const satisfies ReasoningEffort[];

function thinking(google: Fields, body: Fields): Partial<Reasoning> {
  const config = google.optionalNested("thinking_config");
  if (!config) return {};
  const level = config.optionalString("thinking_level")?.toLowerCase();
  const effort = efforts.find((word) => word === level);
  if (level !== undefined && effort === undefined) {
    config.fail("thinking_level", `one of ${efforts.map((word) => `"${word}"`).join(", ")}`);
  }
  const budgetTokens = config.optionalInteger("thinking_budget", { min: -1 });
  if ((effort ?? budgetTokens) !== undefined && body.has("reasoning_effort")) {
    body.fail("reasoning_effort", `nothing, as "${config.path}" says how much to think`);
  }
  const show = config.optionalBoolean("include_thoughts");
  return {
    ...(effort && { effort }),
    ...(budgetTokens !== undefined && { budgetTokens }),
    ...(show !== undefined && { show }),
  };
}
