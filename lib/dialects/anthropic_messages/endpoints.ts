import type { JsonValue } from "../../core/json.ts";
import { estimateRequestTokens } from "../../core/request_tokens.ts";
import type { Exchange } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import type { AnswerTokenCount } from "./answer.ts";
import { decodeRequest } from "./decode_request.ts";
import { encodeMessage } from "./encode_message.ts";
import { MessageStreamEncoder } from "./encode_stream.ts";
import { fieldNames } from "./field_names.ts";
import { modelPage, wireModel } from "./models.ts";

export async function createMessage(exchange: Exchange): Promise<Response> {
  const { request, stream, thoughts, ignored } = decodeRequest(await exchange.body());
  const settings = { thoughts, webSearch: request.webSearch };
  const inputTokens = () => estimateRequestTokens(request);
  return await exchange.generate({
    request,
    stream,
    ignored,
    names: fieldNames,
    // To the compiler an interface is no JSON, since it has no index signature.
    whole: (generation, { id }) =>
      encodeMessage(generation, { id, settings }) as unknown as JsonValue,
    streamed: (context) => new MessageStreamEncoder({ ...settings, inputTokens }, context),
  });
}

export async function countTokens(exchange: Exchange): Promise<Response> {
  const { request } = decodeRequest(await exchange.body());
  const count: AnswerTokenCount = {
    input_tokens: await exchange.countTokens(request),
    context_management: null,
  };
  return jsonResponse(count);
}

export async function listModels(exchange: Exchange): Promise<Response> {
  return jsonResponse(modelPage(await exchange.models(), exchange.url.searchParams));
}

export async function getModel(exchange: Exchange): Promise<Response> {
  return jsonResponse(wireModel(await exchange.model(exchange.params.id ?? "")));
}
