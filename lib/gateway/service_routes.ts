import { jsonResponse } from "../http/json_response.ts";

/** Answers that need no key and no upstream: what this is, and whether it runs. */
export function serviceAnswer(request: Request, url: URL, version: string): Response | undefined {
  if (request.method !== "GET" && request.method !== "HEAD") return undefined;
  if (url.pathname === "/health") return jsonResponse({ status: "ok", version });
  if (url.pathname === "/") return jsonResponse({ name: "gemini-web2api", version, endpoints });
  return undefined;
}

/** What `GET /` lists, and the README. */
export const endpoints = {
  "POST /v1/chat/completions": "OpenAI Chat Completions",
  "POST /v1/completions": "OpenAI Completions (legacy)",
  "POST /v1/responses": "OpenAI Responses",
  "POST /v1/messages": "Anthropic Messages",
  "POST /v1beta/models/{model}:generateContent": "Google GenAI",
  "POST /v1beta/models/{model}:streamGenerateContent": "Google GenAI, streamed",
  "POST /v1/embeddings": "OpenAI Embeddings (official API)",
  "POST /v1/images/generations": "OpenAI Images (official API)",
  "POST /v1/images/edits": "OpenAI Images, from pictures (official API)",
  "POST /v1beta/models/{model}:batchEmbedContents": "Google GenAI, embeddings (official API)",
  "GET /v1/models": "models, in the shape the caller's headers ask for",
  "GET /health": "whether the gateway runs",
};
