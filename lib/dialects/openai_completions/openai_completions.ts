import { loadedOnce } from "../../core/loaded_once.ts";
import type { Dialect } from "../../http/dialect.ts";
import { openaiErrorBody } from "../openai/error.ts";

/** What serves the requests is loaded with the first of them: starting costs only what is used. */
const turns = loadedOnce(() => import("./turn.ts"));

/** OpenAI's legacy Completions, under any path prefix. */
export function openaiCompletions(): Dialect {
  return {
    name: "openai_completions",
    routes: [{
      method: "POST",
      path: /(?<!\/chat)\/completions$/,
      handle: async (exchange) => {
        const body = await exchange.body();
        const { completionTurn } = await turns();
        return exchange.generate(completionTurn(body));
      },
    }],
    errorBody: (error) => openaiErrorBody(error),
    claims: (_request, url) => /(?<!\/chat)\/completions$/.test(url.pathname),
  };
}
