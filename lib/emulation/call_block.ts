import { isJsonObject, type JsonObject, type JsonValue, tryParseJson } from "../core/json.ts";
import type { Tool } from "../core/tool.ts";
import { jsonTexts } from "./lenient_json.ts";
import { toolByName } from "./tool_name.ts";

export interface Call {
  name: string;
  /** Compact JSON of an object, with numbers as the model wrote them. */
  arguments: string;
}

/**
 * What a `tool_call` block says: calls, a fault in plain words, or nothing that is meant for these tools. `calls` of a
 * fault: they lack a field and nothing else is wrong with them, so that their tools can say so.
 */
export type BlockReading =
  | { type: "calls"; calls: Call[] }
  | { type: "fault"; fault: string; calls?: Call[] }
  | { type: "text" };

export interface BlockOptions {
  tools: readonly Tool[];
  /** Whether Markdown's backslashes stood before the block's fence, so that they may stand inside it too. */
  escaped: boolean;
}

/**
 * Reads a block's body: one call, several one after the other, or an array of them. Beside our own notation it takes
 * the usual other names of the arguments, OpenAI's `function` wrapper, arguments given as a JSON string, and ones that
 * stand beside the others.
 */
export function readBlock(body: string, { tools, escaped }: BlockOptions): BlockReading {
  const texts = jsonTexts(body, escaped);
  if (texts.length === 0) return { type: "fault", fault: "it is empty" };
  const calls: Call[] = [];
  let lacking: string | undefined;
  for (const text of texts) {
    const value = tryParseJson(text);
    if (value === undefined) return { type: "fault", fault: "it is not valid JSON" };
    const exact: unknown = JSON.parse(text, keepNumber);
    const values = Array.isArray(value) ? value : [value];
    const exacts = Array.isArray(exact) ? exact : [exact];
    for (const [i, each] of values.entries()) {
      const reading = readCall(each, exacts[i], tools);
      if (reading.type === "text" || !reading.calls) return reading;
      if (reading.type === "fault") lacking ??= reading.fault;
      calls.push(...reading.calls);
    }
  }
  if (lacking !== undefined) return { type: "fault", fault: lacking, calls };
  return calls.length > 0 ? { type: "calls", calls } : { type: "fault", fault: "it is empty" };
}

function readCall(value: JsonValue, exact: unknown, tools: readonly Tool[]): BlockReading {
  if (!isJsonObject(value)) return { type: "fault", fault: "it is not a JSON object" };
  const wrapped = value.function;
  if (isJsonObject(wrapped) && value.name === undefined) {
    return readCall(wrapped, (exact as JsonObject).function, tools);
  }
  if (typeof value.name !== "string") return { type: "fault", fault: 'it has no "name"' };
  const tool = toolByName(value.name, tools);
  if (!tool) return { type: "text" };
  const key = argumentKeys.find((each) => value[each] !== undefined && value[each] !== null);
  if (!key && hasOtherKeys(value)) return { type: "fault", fault: 'it has no "arguments"' };
  const given = key ? readArguments(value[key]!, (exact as JsonObject)[key], tool) : noArguments;
  if (!given) {
    return { type: "fault", fault: `the "arguments" of ${tool.name} are not a JSON object` };
  }
  const outside = outsideFields(value, given.value, tool);
  const args = { ...given.value, ...picked(value, outside) };
  const exactArgs = { ...given.exact, ...picked(exact as JsonObject, outside) };
  const calls = [{ name: tool.name, arguments: JSON.stringify(exactArgs) }];
  const missing = missingField(args, tool.parameters ?? {});
  if (!missing) return { type: "calls", calls };
  const fault = `the call of ${tool.name} lacks the required "${missing}"`;
  // A client that asks for strict calls counts on each of them being valid.
  return { type: "fault", fault, calls: tool.strict ? undefined : calls };
}

const argumentKeys = ["arguments", "args", "parameters", "input"];
/** What may stand beside a name without being an argument put at the wrong place. */
const otherKeys = new Set(["name", "id", "type", "call_id", ...argumentKeys]);
const noArguments: Arguments = { value: {}, exact: {} };

function hasOtherKeys(value: JsonObject): boolean {
  return Object.keys(value).some((key) => !otherKeys.has(key));
}

/** The tool's parameters that stand beside the arguments: there is only one place where they can belong. */
function outsideFields(value: JsonObject, args: JsonObject, tool: Tool): string[] {
  const properties = propertiesOf(tool.parameters);
  return Object.keys(value).filter((key) =>
    !otherKeys.has(key) && value[key] !== null &&
    Object.hasOwn(properties, key) && !Object.hasOwn(args, key)
  );
}

function picked(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.map((key) => [key, object[key]!]));
}

interface Arguments {
  value: JsonObject;
  /** The same, with numbers as the model wrote them. */
  exact: object;
}

function readArguments(value: JsonValue, exact: unknown, tool: Tool): Arguments | undefined {
  if (isJsonObject(value)) return { value, exact: exact as object };
  if (typeof value !== "string") return undefined;
  if (value.trim() === "") return noArguments;
  const [text, ...others] = jsonTexts(value);
  const inner = text === undefined || others.length > 0 ? undefined : tryParseJson(text);
  if (isJsonObject(inner)) return { value: inner, exact: JSON.parse(text!, keepNumber) };
  // A tool of one text: there is only one place where the string can belong.
  const [only, ...more] = Object.entries(propertiesOf(tool.parameters));
  if (!only || more.length > 0 || !isJsonObject(only[1]) || only[1].type !== "string") {
    return undefined;
  }
  const wrapped = { [only[0]]: value };
  return { value: wrapped, exact: wrapped };
}

function propertiesOf(schema: JsonObject | undefined): JsonObject {
  return isJsonObject(schema?.properties) ? schema.properties : {};
}

/** The path of the first required field that is not there and has no default. */
function missingField(value: JsonValue | undefined, schema: JsonObject): string | undefined {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!isJsonObject(items)) return undefined;
    for (const [i, each] of value.entries()) {
      const missing = missingField(each, items);
      if (missing) return `${i}.${missing}`;
    }
  }
  if (!isJsonObject(value)) return undefined;
  const properties = propertiesOf(schema);
  if (Array.isArray(schema.required)) {
    const missing = schema.required.find((key) =>
      typeof key === "string" && !Object.hasOwn(value, key) && !hasDefault(properties[key])
    );
    if (typeof missing === "string") return missing;
  }
  for (const [key, property] of Object.entries(properties)) {
    const missing = isJsonObject(property) ? missingField(value[key], property) : undefined;
    if (missing) return `${key}.${missing}`;
  }
  return undefined;
}

function hasDefault(schema: JsonValue | undefined): boolean {
  return isJsonObject(schema) && schema.default !== undefined;
}

/** A reviver that keeps numbers which JavaScript cannot hold, by the platform's `JSON.rawJSON`. */
function keepNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  const { rawJSON } = JSON as { rawJSON?: (text: string) => unknown };
  const source = context?.source;
  return typeof value === "number" && source !== undefined && rawJSON ? rawJSON(source) : value;
}
