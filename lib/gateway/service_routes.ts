import { jsonResponse } from "../http/json_response.ts";

/** How the paths of `serviceAnswer` are asked for. */
export const serviceMethods = ["GET", "HEAD"];

/** Answers that need no key and no upstream: what this is, and whether it runs. */
export function serviceAnswer(request: Request, url: URL, version: string): Response | undefined {
  if (!isServicePath(url) || !serviceMethods.includes(request.method)) return undefined;
  const answer = url.pathname === "/health"
    ? jsonResponse({ status: "ok", version })
    : jsonResponse({ name: "gemini-web2api", version, endpoints });
  return request.method === "HEAD" ? new Response(null, answer) : answer;
}

export function isServicePath({ pathname }: URL): boolean {
  return pathname === "/health" || pathname === "/";
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
