import type {
  BetaContentBlock,
  BetaMessage,
  BetaMessageDeltaUsage,
  BetaMessageTokensCount,
  BetaModelInfo,
  BetaRawContentBlockDelta,
  BetaRawMessageStreamEvent,
  BetaStopReason,
  BetaUsage,
  ContentBlock,
  Message,
  MessageDeltaUsage,
  MessageTokensCount,
  ModelInfo,
  RawContentBlockDelta,
  RawMessageStreamEvent,
  StopReason,
  Usage,
} from "./wire.ts";

// The stable and the beta API share their paths (`?beta=true`), so every answer has to fit the types of both.
export type AnswerMessage = Message & BetaMessage;
export type AnswerBlock = ContentBlock & BetaContentBlock;
export type AnswerDelta = RawContentBlockDelta & BetaRawContentBlockDelta;
export type AnswerEvent = RawMessageStreamEvent & BetaRawMessageStreamEvent;
export type AnswerStopReason = StopReason & BetaStopReason;
export type AnswerUsage = Usage & BetaUsage;
export type AnswerDeltaUsage = MessageDeltaUsage & BetaMessageDeltaUsage;
export type AnswerTokenCount = MessageTokensCount & BetaMessageTokensCount;
export type AnswerModel = ModelInfo & BetaModelInfo;

/** The stream's events; `ping` and `error`, which the vendor does not type, come on top. */
export const eventDecisions = {
  message_start: "sent",
  content_block_start: "sent",
  content_block_delta: "sent",
  content_block_stop: "sent",
  message_delta: "sent",
  message_stop: "sent",
} as const satisfies Record<BetaRawMessageStreamEvent["type"], "sent">;

export const deltaDecisions = {
  text_delta: "sent",
  thinking_delta: "sent",
  signature_delta: "sent",
  input_json_delta: "sent",
  citations_delta: "sent",
  compaction_delta: "never",
} as const satisfies Record<BetaRawContentBlockDelta["type"], "sent" | "never">;

export const blockDecisions = {
  text: "sent",
  thinking: "sent",
  tool_use: "sent",
  server_tool_use: "sent",
  web_search_tool_result: "sent",
  redacted_thinking: "never",
  web_fetch_tool_result: "never",
  advisor_tool_result: "never",
  code_execution_tool_result: "never",
  bash_code_execution_tool_result: "never",
  text_editor_code_execution_tool_result: "never",
  tool_search_tool_result: "never",
  mcp_tool_use: "never",
  mcp_tool_result: "never",
  mcp_tool_listing: "never",
  container_upload: "never",
  compaction: "never",
  fallback: "never",
} as const satisfies Record<BetaContentBlock["type"], "sent" | "never">;
