import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Turn } from "../../http/dialect.ts";
import { decodeChat } from "./decode.ts";
import { encodeChat } from "./encode.ts";
import { ChatStreamEncoder } from "./encode_stream.ts";
import { fieldNames } from "./field_names.ts";

/** The turn that a chat request's body asks for. */
export function chatTurn(body: JsonObject): Turn {
  const { request, stream, includeUsage, tools, ignored } = decodeChat(body);
  return {
    request,
    stream,
    ignored,
    names: fieldNames(body),
    whole: (generation, context) => encodeChat(generation, tools, context) as unknown as JsonValue,
    streamed: (context) =>
      new ChatStreamEncoder({ model: request.model, includeUsage, tools, context }),
  };
}
