import { GatewayError, misread } from "../../core/gateway_error.ts";
import type { Exchange, Route } from "../../http/dialect.ts";
import { jsonResponse } from "../../http/json_response.ts";
import { unsupportedField } from "../openai/field_decisions.ts";
import { itemPage, type ItemPageQuery } from "./input_items.ts";
import type { ResponseStore, StoredResponse } from "./response_store.ts";

/** What can be done with a response that is kept. */
export function storedRoutes(store: ResponseStore): Route[] {
  return [
    {
      method: "GET",
      path: /\/responses\/(?<id>[^/]+)\/?$/,
      handle: (exchange) => retrieve(exchange, store),
    },
    {
      method: "DELETE",
      path: /\/responses\/(?<id>[^/]+)\/?$/,
      handle: (exchange) => {
        const { id } = stored(exchange, store);
        store.delete(id);
        return jsonResponse({ id, object: "response", deleted: true });
      },
    },
    {
      method: "GET",
      path: /\/responses\/(?<id>[^/]+)\/input_items\/?$/,
      handle: (exchange) => {
        const query = pageQuery(exchange.url.searchParams);
        return jsonResponse(itemPage(stored(exchange, store).input, query));
      },
    },
    {
      method: "POST",
      path: /\/responses\/(?<id>[^/]+)\/cancel\/?$/,
      handle: (exchange) => {
        stored(exchange, store);
        throw new GatewayError(
          "invalid-request",
          "Cannot cancel a response that was not made in the background; close the connection instead.",
        );
      },
    },
  ];
}

function retrieve(exchange: Exchange, store: ResponseStore): Response {
  if (exchange.url.searchParams.get("stream") === "true") {
    throw unsupportedField(
      "stream",
      'Cannot stream a finished response again; leave out "stream" to get it whole.',
    );
  }
  return jsonResponse(stored(exchange, store).response);
}

function stored({ params }: Exchange, store: ResponseStore): StoredResponse {
  const id = params["id"] ?? "";
  const found = store.get(id);
  if (found) return found;
  throw new GatewayError(
    "not-found",
    `Response with id '${id}' not found: it was not stored, was deleted, or had to make room.`,
    { code: "response_not_found" },
  );
}

function pageQuery(query: URLSearchParams): ItemPageQuery {
  const limit = Number(query.get("limit") ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw misread("limit", "1 to 100");
  const order = query.get("order") ?? "desc";
  if (order !== "asc" && order !== "desc") throw misread("order", '"asc" or "desc"');
  return { after: query.get("after") ?? undefined, limit, order };
}
