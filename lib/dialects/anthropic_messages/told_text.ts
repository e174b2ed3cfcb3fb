import type { Fields } from "../../core/fields.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonValue } from "../../core/json.ts";

/**
 * What the model reads of a block that the vendor's own server tools, or a compaction, left in the history. Encrypted
 * parts are left out: only their maker can read them. Empty where nothing remains.
 */
export function toldText(block: Fields, type: string): string {
  const { content, name, input } = block.object;
  block.readAll();
  switch (type) {
    case "server_tool_use":
    case "mcp_tool_use":
      return hasKeys(input) ? `[Used ${name}: ${JSON.stringify(input)}]` : "";
    case "web_search_tool_result":
      return Array.isArray(content) ? searchText(content) : `[${type}: ${JSON.stringify(content)}]`;
    case "compaction":
      return block.optionalString("content") ?? "";
    default:
      return `[${type}: ${JSON.stringify(content, withoutSecrets)}]`;
  }
}

function searchText(results: JsonValue[]): string {
  const lines = results.filter(isJsonObject).map(({ title, url }) => `- ${title}: ${url}`);
  return ["[Web search results]", ...lines].join("\n");
}

function hasKeys(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && Object.keys(value).length > 0;
}

function withoutSecrets(key: string, value: unknown): unknown {
  return key.startsWith("encrypted_") ? undefined : value;
}
