import { Fields } from "../../core/fields.ts";
import { type GenerateRequest, textRequest } from "../../core/generate_request.ts";
import type { JsonObject } from "../../core/json.ts";
import { decideFields, refuseSeveral, stopSequences } from "../openai/field_decisions.ts";
import { parameters } from "./parameters.ts";

export interface DecodedCompletion {
  request: GenerateRequest;
  stream: boolean;
  includeUsage: boolean;
  /** The prompt, where the answer must begin with it. */
  echo: string;
  ignored: string[];
}

/** Decodes the body of `POST /v1/completions`: the prompt is asked as one user message. */
export function decodeCompletion(object: JsonObject): DecodedCompletion {
  const body = new Fields(object);
  const ignored = decideFields(body, parameters);
  const prompt = onePrompt(body);
  for (const key of ["n", "best_of"]) refuseSeveral(body, key);
  const request: GenerateRequest = {
    ...textRequest(body.string("model"), [{
      role: "user",
      parts: [{ type: "text", text: prompt }],
    }]),
    reasoning: { show: false },
    sampling: {
      temperature: body.optionalNumber("temperature", { min: 0, max: 2 }),
      topP: body.optionalNumber("top_p", { min: 0, max: 1 }),
      seed: body.optionalInteger("seed"),
      presencePenalty: body.optionalNumber("presence_penalty", { min: -2, max: 2 }),
      frequencyPenalty: body.optionalNumber("frequency_penalty", { min: -2, max: 2 }),
      maxOutputTokens: body.optionalInteger("max_tokens", { min: 1 }),
    },
    stop: stopSequences(body),
  };
  const stream = body.optionalBoolean("stream") ?? false;
  const includeUsage = body.optionalNested("stream_options")?.optionalBoolean("include_usage");
  const echo = body.optionalBoolean("echo") ? prompt : "";
  ignored.push(...body.unread());
  return { request, stream, includeUsage: includeUsage ?? false, echo, ignored };
}

function onePrompt(body: Fields): string {
  const value = body.raw("prompt");
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === "string") return value[0];
  return body.fail(
    "prompt",
    "one string; token numbers and several prompts are not available here",
  );
}
