import { GatewayError } from "../../core/gateway_error.ts";
import { loadedOnce } from "../../core/loaded_once.ts";
import type { Dialect, Route } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { errorBody } from "./error_body.ts";

/** Anthropic's Messages API, stable and beta, in any `anthropic-version` and under any path prefix. */
export function anthropicMessages(): Dialect {
  return { name: "anthropic_messages", routes, errorBody, claims };
}

/** What serves the requests is loaded with the first of them: starting costs only what is used. */
const endpoints = loadedOnce(() => import("./endpoints.ts"));

const routes: Route[] = [
  {
    method: "POST",
    path: /\/messages$/,
    handle: async (exchange) => (await endpoints()).createMessage(exchange),
  },
  {
    method: "POST",
    path: /\/messages\/count_tokens$/,
    handle: async (exchange) => (await endpoints()).countTokens(exchange),
  },
  { method: "POST", path: /\/messages\/batches(\/|$)/, handle: refuseBatches },
  { method: "GET", path: /\/messages\/batches(\/|$)/, handle: refuseBatches },
  {
    method: "GET",
    path: /\/v1\/models$/,
    when: speaksAnthropic,
    handle: async (exchange) => (await endpoints()).listModels(exchange),
  },
  {
    method: "GET",
    path: /\/v1\/models\/(?<id>.+)$/,
    when: speaksAnthropic,
    handle: async (exchange) => (await endpoints()).getModel(exchange),
  },
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

function refuseBatches(): never {
  throw new GatewayError(
    "not-found",
    "This gateway does not support message batches; send each message to /v1/messages.",
    { code: "unsupported_endpoint" },
  );
}
