import { Fields } from "../../core/fields.ts";
import type {
  GenerateRequest,
  OutputFormat,
  OutputMedia,
  Reasoning,
  ReasoningEffort,
  Sampling,
} from "../../core/generate_request.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import {
  decideFields,
  refuseSeveral,
  stopSequences,
  unsupportedField,
} from "../openai/field_decisions.ts";
import { googleFields } from "./google_fields.ts";
import { decodeMessages } from "./messages.ts";
import { parameters } from "./parameters.ts";
import { type DecodedTools, decodeTools } from "./tools.ts";

export interface DecodedChat {
  request: GenerateRequest;
  stream: boolean;
  includeUsage: boolean;
  tools: DecodedTools;
  /** Paths of fields that change nothing here. */
  ignored: string[];
}

/** Decodes the body of `POST /v1/chat/completions`. Throws `invalid-request` or `unsupported`, naming the field. */
export function decodeChat(object: JsonObject): DecodedChat {
  const body = new Fields(object);
  const ignored = decideFields(body, parameters);
  const model = body.string("model");
  const messages = decodeMessages(body);
  const tools = decodeTools(body);
  const stream = body.optionalBoolean("stream") ?? false;
  const includeUsage = body.optionalNested("stream_options")?.optionalBoolean("include_usage");
  refuseSeveral(body, "n");
  const google = googleFields(body);
  const request: GenerateRequest = {
    model,
    messages,
    tools: tools.tools,
    toolChoice: tools.choice,
    parallelToolCalls: body.optionalBoolean("parallel_tool_calls") ?? true,
    webSearch: tools.webSearch,
    output: outputFormat(body),
    reasoning: { ...reasoning(body), ...google.reasoning },
    sampling: sampling(body),
    stop: stopSequences(body),
    outputMedia: outputMedia(body),
    extras: google.extras,
  };
  ignored.push(...body.unread());
  return { request, stream, includeUsage: includeUsage ?? false, tools, ignored };
}

/** `modalities`: the vendor has text and audio; gateways before picture models take `image` too. */
function outputMedia(body: Fields): OutputMedia | undefined {
  const words = body.optionalStrings("modalities") ?? [];
  if (words.some((word) => word !== "text" && word !== "image")) {
    throw unsupportedField(
      "modalities",
      'Only text and pictures are answered here: expected "text" or "image" in "modalities".',
    );
  }
  return words.includes("image") ? { image: true } : undefined;
}

function outputFormat(body: Fields): OutputFormat {
  const format = body.optionalNested("response_format");
  switch (format?.oneOf("type", ["text", "json_object", "json_schema"])) {
    case undefined:
    case "text":
      return { type: "text" };
    case "json_object":
      // Several servers of this API take a schema here, and their clients send it.
      return jsonSchema(format!);
    case "json_schema":
      return jsonSchema(format!.nested("json_schema"));
  }
}

function jsonSchema(fields: Fields): OutputFormat {
  fields.optionalBoolean("strict"); // every answer is held to its schema
  const description = fields.optionalString("description");
  const schema = fields.raw("schema");
  if (schema !== undefined && !isJsonObject(schema)) fields.fail("schema", "a JSON Schema object");
  return {
    type: "json",
    schema: description && !schema?.["description"] ? { ...schema, description } : schema,
    name: fields.optionalString("name"),
  };
}

const efforts = {
  none: "none",
  minimal: "minimal",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "xhigh",
  max: "xhigh",
} satisfies Record<string, ReasoningEffort>;

const effortWords = Object.keys(efforts) as (keyof typeof efforts)[];

function reasoning(body: Fields): Reasoning {
  // `reasoning: {effort}` is how OpenRouter's clients say it.
  const word = body.optionalOneOf("reasoning_effort", effortWords) ??
    body.optionalNested("reasoning")?.optionalOneOf("effort", effortWords);
  return { effort: word && efforts[word], show: true };
}

function sampling(body: Fields): Sampling {
  const maxTokens = body.optionalInteger("max_tokens", { min: 1 });
  return {
    temperature: body.optionalNumber("temperature", { min: 0, max: 2 }),
    topP: body.optionalNumber("top_p", { min: 0, max: 1 }),
    topK: body.optionalInteger("top_k", { min: 0 }),
    seed: body.optionalInteger("seed"),
    presencePenalty: body.optionalNumber("presence_penalty", { min: -2, max: 2 }),
    frequencyPenalty: body.optionalNumber("frequency_penalty", { min: -2, max: 2 }),
    maxOutputTokens: body.optionalInteger("max_completion_tokens", { min: 1 }) ?? maxTokens,
  };
}
