import { loadedOnce } from "../../core/loaded_once.ts";
import type { Dialect } from "../../http/dialect.ts";
import { openaiErrorBody } from "../openai/error.ts";

/** What serves the requests is loaded with the first of them: starting costs only what is used. */
const endpoints = loadedOnce(() => import("./endpoints.ts"));

/** OpenAI Images, under any path prefix: pictures out of words, or out of words and pictures. */
export function openaiImages(): Dialect {
  return {
    name: "openai_images",
    routes: [
      {
        method: "POST",
        path: /\/images\/generations$/,
        handle: async (exchange) => (await endpoints()).generateImages(exchange),
      },
      {
        method: "POST",
        path: /\/images\/edits$/,
        handle: async (exchange) => (await endpoints()).editImages(exchange),
      },
    ],
    errorBody: (error) => openaiErrorBody(error),
    claims: (_request, url) => /\/images\/[a-z]+$/.test(url.pathname),
  };
}
