import type { Fields } from "../../core/fields.ts";
import { isJsonObject, type JsonValue } from "../../core/json.ts";
import { readSignature } from "../../core/marked_signature.ts";
import type {
  MediaPart,
  Message,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from "../../core/message.ts";
import { unsupportedField } from "../openai/field_decisions.ts";
import { freeformArguments } from "../openai/freeform_input.ts";
import { decodeContent, decodeText } from "./content.ts";
import { inputItems, type InputItemType } from "./decisions.ts";
import { toolSearchName, type Toolset } from "./toolset.ts";

/** An item and what it is. */
export interface InputItem {
  type: InputItemType;
  fields: Fields;
}

/** Reads the type of an item; the vendor lets it be left out of messages and references. */
export function inputItem(fields: Fields): InputItem {
  const implied = fields.has("role") ? "message" : fields.has("id") ? "item_reference" : undefined;
  const types = Object.keys(inputItems) as InputItemType[];
  const type = fields.optionalOneOf("type", types) ?? implied ??
    fields.fail("type", "the kind of the item");
  fields.raw("id");
  fields.raw("status");
  if (inputItems[type] === "refused") {
    throw unsupportedField(
      fields.at("type"),
      `Cannot take an input item of type "${type}": it belongs to a service of OpenAI's own. Leave it out, or tell its content in a message.`,
    );
  }
  return { type, fields };
}

/**
 * Turns items into messages: what the assistant did between two turns of others is one message, and so are the results
 * of one round of calls. Kinds of items that are skipped are added to `ignored`.
 */
export function decodeMessages(items: InputItem[], toolset: Toolset, ignored: string[]): Message[] {
  const conversation = new Conversation(toolset);
  for (const item of items) {
    if (inputItems[item.type] === "read") {
      conversation.add(item);
      continue;
    }
    ignored.push(`input[type=${item.type}]`);
    item.fields.readAll();
  }
  return conversation.messages;
}

class Conversation {
  readonly messages: Message[] = [];
  readonly #toolset: Toolset;
  /** The model's names of the called tools, by call id. */
  readonly #called = new Map<string, string>();
  /** Of the call that comes next. */
  #signature?: string;

  constructor(toolset: Toolset) {
    this.#toolset = toolset;
  }

  add({ type, fields }: InputItem): void {
    switch (type) {
      case "message":
        return this.#message(fields);
      case "reasoning":
        return this.#thought(fields);
      case "image_generation_call":
        return this.#assistant(...picture(fields));
      case "function_call":
        return this.#call(fields, fields.string("arguments") || "{}");
      case "custom_tool_call":
        return this.#call(fields, freeformArguments(fields.string("input")));
      case "tool_search_call":
        return this.#toolSearch(fields);
      case "function_call_output":
      case "custom_tool_call_output":
        return this.#result(fields, decodeContent(fields, "output"));
      case "tool_search_output":
        return this.#searchResult(fields);
    }
  }

  #message(fields: Fields): void {
    switch (fields.oneOf("role", ["user", "assistant", "system", "developer"])) {
      case "user":
        this.messages.push({ role: "user", parts: decodeContent(fields, "content") });
        return;
      case "assistant":
        return this.#assistant(...decodeContent(fields, "content"));
      case "system":
      case "developer":
        this.messages.push({ role: "system", parts: decodeText(fields, "content") });
    }
  }

  #assistant(...parts: (TextPart | MediaPart | ReasoningPart | ToolCallPart)[]): void {
    const last = this.messages.at(-1);
    if (last?.role === "assistant") last.parts.push(...parts);
    else this.messages.push({ role: "assistant", parts });
  }

  /** What another vendor's model encrypted is dropped: Gemini refuses what it did not sign. */
  #thought(fields: Fields): void {
    const text = thoughtText(fields);
    const sealed = readSignature(fields.optionalString("encrypted_content") ?? "");
    const signature = sealed?.owner === "thought" ? sealed.signature : undefined;
    if (sealed?.owner === "call") this.#signature = sealed.signature;
    if (text || signature) this.#assistant({ type: "reasoning", text, signature });
  }

  #call(fields: Fields, argumentsText: string, name = this.#calledTool(fields)): void {
    const id = fields.string("call_id");
    this.#called.set(id, name);
    const signed = this.#signature && { signature: this.#signature };
    this.#signature = undefined;
    this.#assistant({ type: "tool-call", id, name, arguments: argumentsText, ...signed });
  }

  #calledTool(fields: Fields): string {
    return this.#toolset.nameOf(fields.string("name"), fields.optionalString("namespace"));
  }

  /** The vendor's own service makes searches without an id; their results only bring tools. */
  #toolSearch(fields: Fields): void {
    const given = fields.raw("arguments") ?? {};
    fields.raw("execution");
    if (!fields.has("call_id")) return;
    this.#call(fields, typeof given === "string" ? given : JSON.stringify(given), toolSearchName);
  }

  /** The tools that were found are on offer from now on (see `toolsetOf`): the result only names them. */
  #searchResult(fields: Fields): void {
    fields.raw("execution");
    if (!fields.has("call_id")) return;
    const names = foundTools(fields.array("tools"), this.#toolset);
    const text = names.length > 0 ? `Now on offer: ${names.join(", ")}` : "No tool was found.";
    this.#result(fields, [{ type: "text", text }]);
  }

  #result(fields: Fields, parts: ToolResultPart["parts"]): void {
    const callId = fields.optionalString("call_id") ?? "";
    const name = this.#called.get(callId) ??
      (fields.has("name") ? this.#calledTool(fields) : undefined);
    const result: ToolResultPart = { type: "tool-result", callId, name, parts };
    const last = this.messages.at(-1);
    if (last?.role === "tool") last.parts.push(result);
    else this.messages.push({ role: "tool", parts: [result] });
  }
}

function thoughtText(fields: Fields): string {
  const content = fields.has("content") ? decodeText(fields, "content") : [];
  const summary = fields.has("summary") ? decodeText(fields, "summary") : [];
  const said = content.length > 0 ? content : summary;
  return said.map((part) => part.text).join("\n\n");
}

function foundTools(tools: JsonValue[], toolset: Toolset): string[] {
  return tools.filter(isJsonObject).flatMap(({ type, name, tools }) => {
    if (typeof name !== "string") return [];
    if (type !== "namespace" || !Array.isArray(tools)) return [toolset.nameOf(name)];
    return tools.filter(isJsonObject).flatMap((tool) =>
      typeof tool["name"] === "string" ? [toolset.nameOf(tool["name"], name)] : []
    );
  });
}

function picture(fields: Fields): MediaPart[] {
  const base64 = fields.optionalString("result");
  const format = fields.optionalString("output_format") ?? "png";
  if (!base64) return [];
  const source = { base64 };
  return [{ type: "media", mediaType: `image/${format}`, source, path: fields.path }];
}
