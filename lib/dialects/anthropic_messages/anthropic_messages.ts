import { GatewayError } from "../../core/gateway_error.ts";
import type { JsonValue } from "../../core/json.ts";
import { estimateRequestTokens } from "../../core/request_tokens.ts";
import type { Dialect, Exchange, Route } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import type { AnswerTokenCount } from "./answer.ts";
import { decodeRequest } from "./decode_request.ts";
import { encodeMessage } from "./encode_message.ts";
import { MessageStreamEncoder } from "./encode_stream.ts";
import { errorBody } from "./error_body.ts";
import { modelPage, wireModel } from "./models.ts";

/** Anthropic's Messages API, stable and beta, in any `anthropic-version` and under any path prefix. */
export function anthropicMessages(): Dialect {
  return { name: "anthropic_messages", routes, errorBody, claims };
}

const routes: Route[] = [
  { method: "POST", path: /\/messages$/, handle: createMessage },
  { method: "POST", path: /\/messages\/count_tokens$/, handle: countTokens },
  { method: "POST", path: /\/messages\/batches(\/|$)/, handle: refuseBatches },
  { method: "GET", path: /\/messages\/batches(\/|$)/, handle: refuseBatches },
  { method: "GET", path: /\/v1\/models$/, when: speaksAnthropic, handle: listModels },
  { method: "GET", path: /\/v1\/models\/(?<id>.+)$/, when: speaksAnthropic, handle: getModel },
  // Claude Code looks whether anyone is there.
  { method: "GET", path: /\/api\/hello$/, handle: () => jsonResponse({ message: "hello" }) },
  { method: "HEAD", path: /\/api\/hello$/, handle: () => new Response(null) },
];

function speaksAnthropic(request: Request): boolean {
  return request.headers.has("anthropic-version");
}

function claims(request: Request, url: URL): boolean {
  return speaksAnthropic(request) || /\/v1\/messages(\/|$)/.test(url.pathname);
}

async function createMessage(exchange: Exchange): Promise<Response> {
  const { request, stream, thoughts, ignored } = decodeRequest(await exchange.body());
  const settings = { thoughts, webSearch: request.webSearch };
  const inputTokens = () => estimateRequestTokens(request);
  return await exchange.generate({
    request,
    stream,
    ignored,
    // To the compiler an interface is no JSON, since it has no index signature.
    whole: (generation, { id }) =>
      encodeMessage(generation, { id, settings }) as unknown as JsonValue,
    streamed: (context) => new MessageStreamEncoder({ ...settings, inputTokens }, context),
  });
}

async function countTokens(exchange: Exchange): Promise<Response> {
  const { request } = decodeRequest(await exchange.body());
  const count: AnswerTokenCount = {
    input_tokens: await exchange.countTokens(request),
    context_management: null,
  };
  return jsonResponse(count);
}

function refuseBatches(): never {
  throw new GatewayError(
    "not-found",
    "This gateway does not support message batches; send each message to /v1/messages.",
    { code: "unsupported_endpoint" },
  );
}

async function listModels(exchange: Exchange): Promise<Response> {
  return jsonResponse(modelPage(await exchange.models(), exchange.url.searchParams));
}

async function getModel(exchange: Exchange): Promise<Response> {
  return jsonResponse(wireModel(await exchange.model(exchange.params.id ?? "")));
}
