import { GatewayError } from "../../core/gateway_error.ts";
import { loadedOnce } from "../../core/loaded_once.ts";
import type { Dialect, Exchange, Route } from "../../http/dialect.ts";
import { genaiErrorBody } from "./error.ts";

/** What serves the requests is loaded with the first of them: starting costs only what is used. */
const endpoints = loadedOnce(() => import("./endpoints.ts"));

/** Google GenAI (v1beta, v1alpha and v1 alike), under any path prefix. */
export function googleGenai(): Dialect {
  return {
    name: "google_genai",
    routes: [
      {
        method: "GET",
        path: /\/models$/,
        when: asksForGenai,
        handle: async (exchange) => (await endpoints()).listModels(exchange),
      },
      {
        method: "GET",
        path: /\/models\/(?<name>.+)$/,
        when: asksForGenai,
        handle: async (exchange) => (await endpoints()).getModel(exchange),
      },
      method("generateContent", async (exchange) => (await endpoints()).generate(exchange, false)),
      method(
        "streamGenerateContent",
        async (exchange) => (await endpoints()).generate(exchange, true),
      ),
      method("countTokens", async (exchange) => (await endpoints()).countTokens(exchange)),
      method("embedContent", async (exchange) => (await endpoints()).embedContent(exchange)),
      method(
        "batchEmbedContents",
        async (exchange) => (await endpoints()).batchEmbedContents(exchange),
      ),
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
