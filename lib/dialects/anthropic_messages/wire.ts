/** The vendor's own types, for the compiler only: nothing of the package is loaded at run time. */
export type {
  CitationsWebSearchResultLocation,
  ContentBlock,
  Message,
  MessageDeltaUsage,
  MessageTokensCount,
  RawContentBlockDelta,
  RawMessageStreamEvent,
  StopReason,
  Usage,
} from "@anthropic-ai/sdk/resources/messages/messages";
export type {
  BetaContentBlock,
  BetaContentBlockParam,
  BetaMessage,
  BetaMessageDeltaUsage,
  BetaMessageTokensCount,
  BetaOutputConfig,
  BetaRawContentBlockDelta,
  BetaRawMessageStreamEvent,
  BetaStopReason,
  BetaThinkingConfigParam,
  BetaToolChoice,
  BetaToolResultContentBlockParam,
  BetaToolUnion,
  BetaUsage,
  MessageCountTokensParams as BetaMessageCountTokensParams,
  MessageCreateParamsBase as BetaMessageCreateParams,
} from "@anthropic-ai/sdk/resources/beta/messages/messages";
export type { ModelInfo } from "@anthropic-ai/sdk/resources/models";
export type { BetaModelInfo } from "@anthropic-ai/sdk/resources/beta/models";
export type { ErrorType } from "@anthropic-ai/sdk/resources/shared";
