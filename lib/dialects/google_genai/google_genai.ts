import { GatewayError } from "../../core/gateway_error.ts";
import { isJsonObject, type JsonValue } from "../../core/json.ts";
import type { Dialect, Exchange, Route, Turn } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { decodeGenerate } from "./decode.ts";
import { batchEmbedContents, embedContent } from "./embed.ts";
import { encodeGenai } from "./encode.ts";
import { GenaiStreamEncoder } from "./encode_stream.ts";
import { genaiErrorBody } from "./error.ts";
import { modelBody, modelPage } from "./models.ts";
import { arrayFormat, sseFormat } from "./stream_format.ts";
import type { CountTokensResponse, Wire } from "./wire.ts";

/** Google GenAI (v1beta, v1alpha and v1 alike), under any path prefix. */
export function googleGenai(): Dialect {
  return {
    name: "google_genai",
    routes: [
      { method: "GET", path: /\/models$/, when: asksForGenai, handle: listModels },
      { method: "GET", path: /\/models\/(?<name>.+)$/, when: asksForGenai, handle: getModel },
      method("generateContent", (exchange) => generate(exchange, false)),
      method("streamGenerateContent", (exchange) => generate(exchange, true)),
      method("countTokens", countTokens),
      method("embedContent", embedContent),
      method("batchEmbedContents", batchEmbedContents),
      method("(?<method>[a-zA-Z]+)", unknownMethod),
    ],
    errorBody: (error) => genaiErrorBody(error),
    claims: (request, url) =>
      anyMethod.test(url.pathname) || ownVersion.test(url.pathname) ||
      (/\/models(?:\/|$)/.test(url.pathname) && asksForGenai(request, url)),
  };
}

/** Names may hold slashes: `models/openai/gpt-5`, `publishers/google/models/NAME`, `tunedModels/NAME`. */
function method(name: string, handle: Route["handle"]): Route {
  const path = new RegExp(`/(?:models|tunedModels)/(?<name>.+)(?::|%3A)${name}$`, "i");
  return { method: "POST", path, handle };
}

const anyMethod = /\/(?:models|tunedModels)\/.+(?::|%3A)[a-zA-Z]+$/i;

/** Versions that no other vendor has. Under `/openai/` Google itself speaks that dialect. */
const ownVersion = /\/v1(?:alpha|beta)\d*\/(?!openai\/)/;

/** Other vendors' clients ask for the same paths. */
function asksForGenai({ headers }: Request, { pathname, search, searchParams }: URL): boolean {
  if (headers.has("anthropic-version")) return false;
  return headers.has("x-goog-api-key") || (search !== "" && searchParams.has("key")) ||
    ownVersion.test(pathname);
}

async function listModels({ models, url }: Exchange): Promise<Response> {
  return jsonResponse(modelPage(await models(), url.searchParams));
}

async function getModel({ model, params }: Exchange): Promise<Response> {
  return jsonResponse(modelBody(await model(params["name"]!)));
}

async function generate(exchange: Exchange, stream: boolean): Promise<Response> {
  const { params, url, request: { headers } } = exchange;
  const { request, ignored, bareEnum } = decodeGenerate(await exchange.body(), params["name"]!);
  const style = { showThoughts: request.reasoning.show, bareEnum };
  const sse = (url.searchParams.get("alt") ?? url.searchParams.get("$alt")) === "sse";
  const turn: Turn = {
    request,
    stream,
    ignored,
    whole: (generation, context) => encodeGenai(generation, style, context) as JsonValue,
    streamed: (context) => {
      const format = sse ? sseFormat(readsBareErrors(headers)) : arrayFormat();
      return new GenaiStreamEncoder({ model: request.model, style, format, context });
    },
  };
  return exchange.generate(turn);
}

/** The vendor's SDK for JavaScript before version 3, as Gemini CLI has it. */
function readsBareErrors(headers: Headers): boolean {
  return /google-genai-sdk\/[012]\.\S* gl-(?:node|web)/.test(
    headers.get("x-goog-api-client") ?? "",
  );
}

async function countTokens(exchange: Exchange): Promise<Response> {
  const body = await exchange.body();
  const wrapped = body["generateContentRequest"] ?? body["generate_content_request"];
  const { request } = decodeGenerate(
    isJsonObject(wrapped) ? wrapped : body,
    exchange.params["name"]!,
  );
  const answer: Wire<CountTokensResponse> = { totalTokens: await exchange.countTokens(request) };
  return jsonResponse(answer);
}

/** Batches (`asyncBatchEmbedContent` and the like) and Imagen's `predict` have no place here. */
function unknownMethod({ params }: Exchange): never {
  throw new GatewayError(
    "unsupported",
    `Cannot call ":${
      params["method"]
    }" here: generateContent, streamGenerateContent, countTokens, embedContent and batchEmbedContents are known.`,
    { code: "unsupported_method" },
  );
}
