import type { Fields } from "../../core/fields.ts";
import type { BetaContentBlockParam, BetaToolResultContentBlockParam } from "./wire.ts";

type BlockType = BetaContentBlockParam["type"] | BetaToolResultContentBlockParam["type"];

/**
 * What becomes of each type of content block in a request.
 * - `content`: words and media that anyone may say.
 * - `told`: what a server-side tool or a compaction left behind; the model reads it as text.
 * - `ignored`: nothing in it that Gemini could read; reported.
 */
export const blockKinds = {
  text: "content",
  image: "content",
  document: "content",
  search_result: "content",
  tool_reference: "content",
  browser_state: "content",
  thinking: "thought",
  redacted_thinking: "ignored",
  tool_use: "call",
  tool_result: "result",
  tool_addition: "tool-change",
  tool_removal: "tool-change",
  server_tool_use: "told",
  web_search_tool_result: "told",
  web_fetch_tool_result: "told",
  advisor_tool_result: "told",
  code_execution_tool_result: "told",
  bash_code_execution_tool_result: "told",
  text_editor_code_execution_tool_result: "told",
  tool_search_tool_result: "told",
  mcp_tool_use: "told",
  mcp_tool_result: "told",
  compaction: "told",
  mcp_tool_listing: "ignored",
  fallback: "ignored",
  container_upload: "refused",
} as const satisfies Record<BlockType, BlockKind>;

export type BlockKind =
  | "content"
  | "thought"
  | "call"
  | "result"
  | "tool-change"
  | "told"
  | "ignored"
  | "refused";

/** A content block's type and kind; marks what never has a meaning here as read. */
export function classify(block: Fields): { type: BlockType; kind: BlockKind } {
  const type = block.oneOf("type", blockTypes);
  block.raw("cache_control");
  return { type, kind: blockKinds[type] };
}

const blockTypes = Object.keys(blockKinds) as BlockType[];
