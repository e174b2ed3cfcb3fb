import type { JsonObject, JsonValue } from "../../core/json.ts";
import { itemId } from "./ids.ts";

/** Id prefixes of what a client sends without an id. */
const prefixes: Record<string, string> = {
  function_call: "fc",
  function_call_output: "fco",
  custom_tool_call: "ctc",
  custom_tool_call_output: "ctco",
  reasoning: "rs",
};

/** A request's input items as they are kept and listed: each with a type and an id, text as content parts. */
export function numberedInput(items: JsonObject[], replyId: string): JsonObject[] {
  return items.map((item, index) => {
    const type = item["type"] ?? (item["role"] === undefined ? "item_reference" : "message");
    const prefix = prefixes[String(type)] ?? "msg";
    const id = item["id"] ?? itemId(prefix, replyId, "i", index);
    if (type !== "message") return { ...item, id, type };
    return { ...item, id, type, status: "completed", content: contentParts(item) };
  });
}

function contentParts({ content, role }: JsonObject): JsonValue | undefined {
  if (typeof content !== "string") return content;
  return role === "assistant"
    ? [{ type: "output_text", text: content, annotations: [] }]
    : [{ type: "input_text", text: content }];
}

export interface ItemPageQuery {
  after?: string;
  limit: number;
  order: "asc" | "desc";
}

/** One page of items in the vendor's list form. */
export function itemPage(items: JsonObject[], { after, limit, order }: ItemPageQuery): JsonObject {
  const ordered = order === "asc" ? items : items.toReversed();
  const start = after === undefined ? 0 : ordered.findIndex((item) => item["id"] === after) + 1;
  const data = ordered.slice(start, start + limit);
  return {
    object: "list",
    data,
    first_id: data.at(0)?.["id"] ?? null,
    last_id: data.at(-1)?.["id"] ?? null,
    has_more: start + limit < ordered.length,
  };
}
