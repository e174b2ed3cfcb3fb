import { loadedOnce } from "../../core/loaded_once.ts";
import type { Dialect } from "../../http/dialect.ts";
import { openaiErrorBody } from "../openai/error.ts";

/** What serves the requests is loaded with the first of them: starting costs only what is used. */
const endpoint = loadedOnce(() => import("./endpoint.ts"));

/** OpenAI Embeddings, under any path prefix. */
export function openaiEmbeddings(): Dialect {
  return {
    name: "openai_embeddings",
    routes: [{
      method: "POST",
      path: /\/embeddings$/,
      handle: async (exchange) => (await endpoint()).embed(exchange),
    }],
    errorBody: (error) => openaiErrorBody(error),
    claims: (_request, url) => url.pathname.endsWith("/embeddings"),
  };
}
