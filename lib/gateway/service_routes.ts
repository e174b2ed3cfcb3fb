import { jsonResponse } from "../http/json_response.ts";

/** Answers that need no key and no upstream: what this is, and whether it runs. */
export function serviceAnswer(request: Request, url: URL, version: string): Response | undefined {
  if (request.method !== "GET" && request.method !== "HEAD") return undefined;
  if (url.pathname === "/health") return jsonResponse({ status: "ok", version });
  if (url.pathname === "/") return jsonResponse({ name: "gemini-web2api", version, endpoints });
  return undefined;
}

const endpoints = {
  "POST /v1/chat/completions": "OpenAI Chat Completions",
  "POST /v1/completions": "OpenAI Completions (legacy)",
  "POST /v1/responses": "OpenAI Responses",
  "POST /v1/messages": "Anthropic Messages",
  "POST /v1beta/models/{model}:generateContent": "Google GenAI",
  "POST /v1beta/models/{model}:streamGenerateContent": "Google GenAI, streamed",
  "GET /v1/models": "models, in the shape the caller's headers ask for",
  "GET /health": "whether the gateway runs",
};
