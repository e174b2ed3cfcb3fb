export type {
  Response,
  ResponseCreateParamsBase,
  ResponseError,
  ResponseInputItem,
  ResponseOutputItem,
  ResponseOutputText,
  ResponseStreamEvent,
  Tool,
} from "openai/resources/responses/responses";
export type { InputTokenCountResponse } from "openai/resources/responses/input-tokens";
