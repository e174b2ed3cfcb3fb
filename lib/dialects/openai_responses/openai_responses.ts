import { GatewayError } from "../../core/gateway_error.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Dialect, Exchange, Turn } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { openaiErrorBody } from "../openai/error.ts";
import type { WireResponse } from "./echo.ts";
import { responseId } from "./ids.ts";
import { type DecodedRequest, decodeRequest } from "./request.ts";
import { ResponseStore, type StoreBounds } from "./response_store.ts";
import { numberedInput } from "./input_items.ts";
import { storedItems } from "./stored_items.ts";
import { storedRoutes } from "./stored_routes.ts";
import { ResponseStreamEncoder } from "./stream_encoder.ts";
import { wholeResponse } from "./whole_response.ts";
import type { InputTokenCountResponse } from "./wire.ts";

export interface OpenAiResponsesOptions {
  /** How much is kept for `previous_response_id`; default 10,000 responses in 64 MiB. */
  store?: StoreBounds;
}

const defaultBounds: StoreBounds = { maxResponses: 10_000, maxBytes: 64 * 1024 * 1024 };

/** OpenAI's Responses API, under any path prefix. Each dialect made has a store of its own. */
export function openaiResponses({ store: bounds }: OpenAiResponsesOptions = {}): Dialect {
  const store = new ResponseStore(bounds ?? defaultBounds);
  return {
    name: "openai_responses",
    routes: [
      {
        method: "POST",
        path: /\/responses\/?$/,
        handle: async (exchange) => exchange.generate(turnOf(await exchange.body(), store)),
      },
      {
        method: "POST",
        path: /\/responses\/input_tokens\/?$/,
        handle: (exchange) => countTokens(exchange, store),
      },
      { method: "GET", path: /\/responses\/?$/, handle: refuseUpgrade },
      ...storedRoutes(store),
    ],
    errorBody: openaiErrorBody,
    claims: (_request, url) => /\/responses(?:\/|$)/.test(url.pathname),
  };
}

/** The turn that a request body asks for. */
function turnOf(body: JsonObject, store: ResponseStore): Turn {
  const decoded = decodeRequest(body, storedItems(store));
  const { request, stream, ignored } = decoded;
  return {
    request,
    stream,
    ignored,
    whole(generation, context) {
      const response = wholeResponse(decoded, generation, context);
      keep(store, decoded, { response, replyId: context.id });
      return asJson(response);
    },
    streamed: (context) =>
      new ResponseStreamEncoder(decoded, {
        context,
        onResponse: (response) => keep(store, decoded, { response, replyId: context.id }),
      }),
  };
}

function keep(
  store: ResponseStore,
  decoded: DecodedRequest,
  { response, replyId }: { response: WireResponse; replyId: string },
): void {
  if (!decoded.store) return;
  store.put({
    id: responseId(replyId),
    previous: decoded.previous,
    input: numberedInput(decoded.input, replyId),
    response: asJson(response),
  });
}

async function countTokens(exchange: Exchange, store: ResponseStore): Promise<Response> {
  const { request } = decodeRequest(await exchange.body(), storedItems(store));
  const count: InputTokenCountResponse = {
    object: "response.input_tokens",
    input_tokens: await exchange.countTokens(request),
  };
  return jsonResponse(count);
}

/** Codex asks for a WebSocket first; only 426 makes it fall back to HTTP at once. */
function refuseUpgrade({ request }: Exchange): never {
  if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
    throw new GatewayError(
      "upgrade-refused",
      'There are no WebSockets here; send the request by HTTP POST, with "stream" for events.',
    );
  }
  throw new GatewayError(
    "method-not-allowed",
    "Responses cannot be listed; send POST for a new one, or GET with a response's id.",
  );
}

/** The vendor's types have no index signature, but all they hold is JSON. */
function asJson(response: WireResponse): JsonObject {
  return response as unknown as JsonObject;
}
