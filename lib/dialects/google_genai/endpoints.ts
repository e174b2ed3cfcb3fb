import { Fields } from "../../core/fields.ts";
import { GatewayError } from "../../core/gateway_error.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { Exchange, Turn } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { decodeGenerate } from "./decode.ts";
import { encodeGenai } from "./encode.ts";
import { GenaiStreamEncoder } from "./encode_stream.ts";
import { fieldNames } from "./field_names.ts";
import { modelBody, modelPage } from "./models.ts";
import { arrayFormat, sseFormat, type StreamFormat } from "./stream_format.ts";
import type { CountTokensResponse, Wire } from "./wire.ts";

export { batchEmbedContents, embedContent } from "./embed.ts";

export async function listModels({ models, url }: Exchange): Promise<Response> {
  return jsonResponse(modelPage(await models(), url.searchParams));
}

export async function getModel({ model, params }: Exchange): Promise<Response> {
  return jsonResponse(modelBody(await model(params["name"]!)));
}

export async function generate(exchange: Exchange, stream: boolean): Promise<Response> {
  const { params, url, request: { headers } } = exchange;
  const { request, ignored, bareEnum } = decodeGenerate(await exchange.body(), params["name"]!);
  const style = { showThoughts: request.reasoning.show, bareEnum };
  const sse = (url.searchParams.get("alt") ?? url.searchParams.get("$alt")) === "sse";
  const newFormat = () => sse ? sseFormat(readsBareErrors(headers)) : arrayFormat();
  const turn: Turn = {
    request,
    stream,
    ignored,
    names: fieldNames,
    whole: (generation, context) => encodeGenai(generation, style, context) as JsonValue,
    streamed: (context) =>
      new GenaiStreamEncoder({ model: request.model, style, format: newFormat(), context }),
  };
  try {
    return await exchange.generate(turn);
  } catch (thrown) {
    if (!(thrown instanceof GatewayError) || !thrown.nativeAnswer) throw thrown;
    return stream ? streamOf(thrown.nativeAnswer, newFormat()) : jsonResponse(thrown.nativeAnswer);
  }
}

/** A stream of one record. */
function streamOf(answer: JsonObject, format: StreamFormat): Response {
  const headers = { "content-type": format.contentType };
  return new Response(format.record(answer) + format.end(), { headers });
}

/** The vendor's SDK for JavaScript before version 3, as Gemini CLI has it. */
function readsBareErrors(headers: Headers): boolean {
  return /google-genai-sdk\/[012]\.\S* gl-(?:node|web)/.test(
    headers.get("x-goog-api-client") ?? "",
  );
}

export async function countTokens(exchange: Exchange): Promise<Response> {
  const body = new Fields(await exchange.body());
  const key = ["generateContentRequest", "generate_content_request"].find((name) => body.has(name));
  const { object } = key ? body.nested(key) : body;
  const { request } = decodeGenerate(object, exchange.params["name"]!, key);
  const answer: Wire<CountTokensResponse> = { totalTokens: await exchange.countTokens(request) };
  return jsonResponse(answer);
}
