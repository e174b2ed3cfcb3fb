import { Fields } from "../../core/fields.ts";
import type { GenerateRequest, OutputFormat, Sampling } from "../../core/generate_request.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject } from "../../core/json.ts";
import { readConversation } from "./conversation.ts";
import { readTools } from "./offered_tools.ts";
import { optionalEffort, readReasoning } from "./reasoning.ts";
import type { ThoughtDisplay } from "./reasoning.ts";
import { applyRequestDecisions } from "./request_fields.ts";

export interface DecodedRequest {
  request: GenerateRequest;
  stream: boolean;
  thoughts: ThoughtDisplay;
  /** Paths of what was accepted but not honoured; `*` stands for any index. */
  ignored: string[];
}

/** Reads the body of a message or of a token count; both have the same fields. */
export function decodeRequest(body: JsonObject): DecodedRequest {
  const fields = new Fields(body);
  applyRequestDecisions(fields);
  const conversation = readConversation(fields);
  const { ignored: ignoredTools, ...tools } = readTools(fields, conversation.toolChanges);
  const config = fields.optionalNested("output_config");
  const output = outputFormat(config, "format") ?? outputFormat(fields, "output_format");
  const effort = config && optionalEffort(config);
  const { reasoning, thoughts } = readReasoning(fields, conversation.effort ?? effort);
  const request: GenerateRequest = {
    model: fields.string("model"),
    messages: conversation.messages,
    ...tools,
    output: output ?? { type: "text" },
    reasoning,
    sampling: sampling(fields),
    stop: stopSequences(fields),
  };
  const stream = fields.optionalBoolean("stream") ?? false;
  const ignored = [...conversation.ignored, ...ignoredTools, ...fields.unread()];
  return { request, stream, thoughts, ignored: withoutIndices(ignored) };
}

function outputFormat(fields: Fields | undefined, key: string): OutputFormat | undefined {
  const format = fields?.optionalNested(key);
  if (!format) return undefined;
  format.oneOf("type", ["json_schema"]);
  const schema = format.raw("schema");
  if (!isJsonObject(schema)) return format.fail("schema", "a JSON Schema object");
  return { type: "json", schema };
}

function sampling(fields: Fields): Sampling {
  return {
    temperature: fields.optionalNumber("temperature", { min: 0, max: 2 }),
    topP: fields.optionalNumber("top_p", { min: 0, max: 1 }),
    topK: fields.optionalInteger("top_k", { min: 0 }),
    maxOutputTokens: fields.optionalInteger("max_tokens", { min: 1 }),
  };
}

function stopSequences(fields: Fields): string[] {
  const sequences = fields.optionalStrings("stop_sequences") ?? [];
  const empty = sequences.indexOf("");
  if (empty >= 0) fields.fail(`stop_sequences.${empty}`, "a string that is not empty");
  return sequences;
}

function withoutIndices(paths: readonly string[]): string[] {
  return Array.from(new Set(paths.map((path) => path.replace(/\.\d+(?=\.|$)/g, ".*"))));
}
