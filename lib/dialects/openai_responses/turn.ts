import type { JsonObject } from "../../core/json.ts";
import type { Exchange, Turn } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import type { WireResponse } from "./echo.ts";
import { fieldNames } from "./field_names.ts";
import { responseId } from "./ids.ts";
import { type DecodedRequest, decodeRequest } from "./request.ts";
import type { ResponseStore } from "./response_store.ts";
import { numberedInput } from "./input_items.ts";
import { storedItems } from "./stored_items.ts";
import { ResponseStreamEncoder } from "./stream_encoder.ts";
import { wholeResponse } from "./whole_response.ts";
import type { InputTokenCountResponse } from "./wire.ts";

/** The turn that a request body asks for. */
export function turnOf(body: JsonObject, store: ResponseStore): Turn {
  const decoded = decodeRequest(body, storedItems(store));
  const { request, stream, ignored } = decoded;
  return {
    request,
    stream,
    ignored,
    names: fieldNames,
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

export async function countTokens(exchange: Exchange, store: ResponseStore): Promise<Response> {
  const { request } = decodeRequest(await exchange.body(), storedItems(store));
  const count: InputTokenCountResponse = {
    object: "response.input_tokens",
    input_tokens: await exchange.countTokens(request),
  };
  return jsonResponse(count);
}

/** The vendor's types have no index signature, but all they hold is JSON. */
function asJson(response: WireResponse): JsonObject {
  return response as unknown as JsonObject;
}
