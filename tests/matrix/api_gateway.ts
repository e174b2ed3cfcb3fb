import { type AssembledGateway, assembledGateway } from "../fakes/assembled_gateway.ts";
import { type FakeGeminiApi, startFakeGeminiApi } from "../fakes/fake_gemini_api.ts";
import { type FakeGeminiWeb, startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import type { JsonObject } from "../../lib/core/json.ts";

export interface ApiGateway {
  api: FakeGeminiApi;
  web: FakeGeminiWeb;
  gateway: AssembledGateway;
}

/** Runs a test against the whole program before both upstreams, with an owner's key. */
export async function withApiGateway(
  test: (parts: ApiGateway) => Promise<void>,
  keys: Record<string, unknown> = {},
): Promise<void> {
  const api = startFakeGeminiApi();
  const web = startFakeGeminiWeb();
  const gateway = assembledGateway({
    gemini_api_url: api.url,
    gemini_web_url: web.url,
    gemini_api_key: "AIzaSyOwner-not-a-real-key",
    route: "api",
    retry_attempts: 1,
    retry_delay_sec: 0,
    ...keys,
  });
  try {
    await test({ api, web, gateway });
  } finally {
    await api.close();
    await web.close();
  }
}

/** One record of Google's answer with its candidate's fields. */
export function answered(text: string | undefined, candidate: JsonObject): JsonObject {
  return {
    candidates: [{
      ...(text !== undefined && { content: { parts: [{ text }], role: "model" } }),
      ...candidate,
      index: 0,
    }],
    usageMetadata: {
      promptTokenCount: 5,
      toolUsePromptTokenCount: 2,
      candidatesTokenCount: 3,
      totalTokenCount: 10,
    },
    modelVersion: "gemini-3.5-flash",
  };
}

const model = "gemini-3.5-flash";

/** Where GenAI clients ask: whole, as events and as an array. */
export const genaiPaths = [
  `/v1beta/models/${model}:generateContent`,
  `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
  `/v1beta/models/${model}:streamGenerateContent`,
];

export const hello: JsonObject = { contents: [{ role: "user", parts: [{ text: "hi" }] }] };

/** The answer's last record, in any of its three forms. */
export async function lastRecord(response: Response): Promise<JsonObject> {
  const text = await response.text();
  if (text.startsWith("data: ")) {
    return JSON.parse(text.trim().split("\n\n").at(-1)!.slice("data: ".length));
  }
  const value: JsonObject | JsonObject[] = JSON.parse(text);
  return Array.isArray(value) ? value.at(-1)! : value;
}
