import { Fields } from "../../core/fields.ts";
import { GatewayError } from "../../core/gateway_error.ts";
import type { GenerateRequest, OutputFormat, Reasoning } from "../../core/generate_request.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Message } from "../../core/message.ts";
import { unsupportedField } from "../openai/field_decisions.ts";
import type { params } from "./decisions.ts";
import { echoOf, type ResponseEcho } from "./echo.ts";
import { decodeMessages, type InputItem, inputItem } from "./messages.ts";
import type { ItemSource } from "./stored_items.ts";
import { decodeToolChoice } from "./tool_choice.ts";
import { Toolset } from "./toolset.ts";

/** A request body in neutral terms, and what its answer must know of it. */
export interface DecodedRequest {
  request: GenerateRequest;
  stream: boolean;
  /** Whether the answer can be asked for again and continued. */
  store: boolean;
  previous?: string;
  /** The request's own input items as they came. */
  input: JsonObject[];
  toolset: Toolset;
  /** Whether the client asks for encrypted thoughts, to send them back. */
  encryptedThoughts: boolean;
  echo: ResponseEcho;
  ignored: string[];
}

/** Decodes the body of `POST …/responses`; items of earlier turns come from `items`. */
export function decodeRequest(body: JsonObject, items: ItemSource): DecodedRequest {
  const fields = new Fields(body);
  refuse(fields);
  const previous = fields.optionalString("previous_response_id");
  const own = ownItems(fields);
  const all = [...earlierItems(previous, items), ...own.map((item) => dereferenced(item, items))];
  const toolset = toolsetOf(fields, all);
  const ignored: string[] = [];
  const messages = decodeMessages(all, toolset, ignored);
  const request: GenerateRequest = {
    model: fields.string("model"),
    messages: [...instructions(fields), ...messages],
    tools: toolset.tools(),
    toolChoice: decodeToolChoice(fields, toolset, ignored),
    parallelToolCalls: fields.optionalBoolean("parallel_tool_calls") ?? true,
    webSearch: toolset.webSearch,
    outputMedia: toolset.outputMedia,
    output: outputFormat(fields),
    reasoning: reasoning(fields),
    sampling: {
      temperature: fields.optionalNumber("temperature", { min: 0, max: 2 }),
      topP: fields.optionalNumber("top_p", { min: 0, max: 1 }),
      maxOutputTokens: fields.optionalInteger("max_output_tokens", { min: 1 }),
    },
    stop: [],
  };
  if (request.messages.length === 0) fields.fail("input", "a string or at least one message");
  const echo = echoOf(fields, request);
  const stream = fields.optionalBoolean("stream") ?? false;
  const store = fields.optionalBoolean("store") ?? true;
  const include = fields.optionalStrings("include") ?? [];
  const unread = [...ignored, ...toolset.ignored, ...fields.unread()];
  return {
    request,
    stream,
    store,
    previous,
    input: own.map((item) => item.fields.object),
    toolset,
    encryptedThoughts: include.includes("reasoning.encrypted_content"),
    echo,
    ignored: withoutIndexes(unread),
  };
}

/** Why a field is refused, and what to do instead. */
const refusals = {
  background: 'answers are given at once here; leave it out and use "stream" for long ones',
  conversation: 'conversations are not kept here; use "previous_response_id" or send the items',
  prompt: 'prompt templates are not kept here; send their text as "instructions" and "input"',
} satisfies Record<RefusedParam, string>;

type RefusedParam = {
  [Name in keyof typeof params]: (typeof params)[Name] extends "refused" ? Name : never;
}[keyof typeof params];

function refuse(fields: Fields): void {
  for (const [param, why] of Object.entries(refusals)) {
    const value = fields.raw(param);
    if (value === undefined || value === false) continue;
    throw unsupportedField(param, `Cannot use "${param}": ${why}.`);
  }
}

function ownItems(fields: Fields): InputItem[] {
  const input = fields.raw("input");
  if (input === undefined) return [];
  if (typeof input === "string") {
    const message = { type: "message", role: "user", content: input };
    return [{ type: "message", fields: new Fields(message, "input") }];
  }
  if (!Array.isArray(input)) return fields.fail("input", "a string or an array of items");
  return fields.objects("input").map(inputItem);
}

function earlierItems(previous: string | undefined, items: ItemSource): InputItem[] {
  if (previous === undefined) return [];
  const earlier = items.conversation(previous);
  if (!earlier) {
    throw new GatewayError(
      "not-found",
      `Previous response with id '${previous}' not found: it was not stored, or had to make room. Send the whole conversation as "input" instead.`,
      { code: "previous_response_not_found", param: "previous_response_id" },
    );
  }
  return earlier.map((item) =>
    dereferenced(inputItem(new Fields(item, "previous_response_id")), items)
  );
}

/** What an `item_reference` stands for; any other item is itself. */
function dereferenced(item: InputItem, items: ItemSource): InputItem {
  if (item.type !== "item_reference") return item;
  const id = item.fields.string("id");
  const found = items.item(id);
  if (found) return inputItem(new Fields(found, item.fields.path));
  throw new GatewayError(
    "not-found",
    `Item with id '${id}' not found: it was not stored, or had to make room. Send the item itself instead.`,
    { code: "item_not_found", param: item.fields.path },
  );
}

function toolsetOf(fields: Fields, items: InputItem[]): Toolset {
  const toolset = new Toolset();
  for (const tool of fields.optionalObjects("tools") ?? []) toolset.add(tool);
  for (const item of items) {
    if (item.type !== "additional_tools" && item.type !== "tool_search_output") continue;
    item.fields.raw("role");
    for (const tool of item.fields.objects("tools")) toolset.add(tool);
  }
  return toolset;
}

function instructions(fields: Fields): Message[] {
  const text = fields.optionalString("instructions");
  return text ? [{ role: "system", parts: [{ type: "text", text }] }] : [];
}

function outputFormat(fields: Fields): OutputFormat {
  const format = fields.optionalNested("text")?.optionalNested("format");
  const type = format?.optionalOneOf("type", ["text", "json_object", "json_schema"]) ?? "text";
  if (!format || type === "text") return { type: "text" };
  if (type === "json_object") return { type: "json" };
  const schema = format.raw("schema");
  if (!isJsonObject(schema)) return format.fail("schema", "a JSON Schema object");
  format.optionalBoolean("strict"); // every answer is held to its schema
  const description = format.optionalString("description");
  return {
    type: "json",
    schema: description && !schema["description"] ? { ...schema, description } : schema,
    name: format.optionalString("name"),
  };
}

const efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;

function reasoning(fields: Fields): Reasoning {
  const given = fields.optionalNested("reasoning");
  const effort = given?.optionalOneOf("effort", efforts);
  given?.optionalString("summary"); // thoughts are always shown, as one summary
  given?.optionalString("generate_summary");
  return { effort: effort === "max" ? "xhigh" : effort, show: true };
}

/** `input.3.phase` as `input[].phase`, once: a long conversation would fill the header with numbers. */
function withoutIndexes(paths: string[]): string[] {
  return [...new Set(paths.map((path) => path.replace(/\.\d+(?=\.|$)/g, "[]")))];
}
