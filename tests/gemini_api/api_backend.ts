import type { Backend } from "../../lib/core/backend.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { type GenerateRequest, textRequest } from "../../lib/core/generate_request.ts";
import { collect, type Generation } from "../../lib/core/generation.ts";
import type { Message } from "../../lib/core/message.ts";
import { geminiApi } from "../../lib/backends/gemini_api/backend.ts";
import type { GeminiApiSettings } from "../../lib/backends/gemini_api/settings.ts";
import { type FakeGeminiApi, startFakeGeminiApi } from "../fakes/fake_gemini_api.ts";

/** A key as the fake takes it. */
export const testKey = "AIzaSyFakeKeyOfTheTests0123456789abcdef";

export interface TestApi {
  backend: Backend;
  fake: FakeGeminiApi;
  /** Pauses between tries in milliseconds, which take no time. */
  pauses: number[];
}

/** Runs a test against a fake of its own. */
export async function withApi(
  run: (api: TestApi) => Promise<void>,
  settings: Partial<GeminiApiSettings> = {},
): Promise<void> {
  const fake = startFakeGeminiApi();
  const pauses: number[] = [];
  const backend = apiBackend(fake.url, {
    sleep: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
    ...settings,
  });
  try {
    await run({ backend, fake, pauses });
  } finally {
    await fake.close();
  }
}

export function apiBackend(url: string, settings: Partial<GeminiApiSettings> = {}): Backend {
  return geminiApi({
    url,
    retryAttempts: 3,
    retryDelaySec: 2,
    requestTimeoutSec: 180,
    allowPrivateUrls: false,
    fetch,
    random: () => 0.5,
    ...settings,
  });
}

/** A request with one user message. */
export function ask(text = "Hello", change: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    ...textRequest("gemini-2.5-flash", [user(text)]),
    reasoning: { show: false },
    ...change,
  };
}

export function user(text: string): Message {
  return { role: "user", parts: [{ type: "text", text }] };
}

/** The whole answer. */
export function answerOf(
  { backend }: Pick<TestApi, "backend">,
  request = ask(),
  { signal = new AbortController().signal, key = testKey, whole = false } = {},
): Promise<Generation> {
  return collect(backend.generate(request, { signal, key, whole }));
}

/** All events. */
export async function eventsOf(
  { backend }: Pick<TestApi, "backend">,
  request = ask(),
): Promise<GenerateEvent[]> {
  const { signal } = new AbortController();
  return (await Array.fromAsync(backend.generate(request, { signal, key: testKey }))).flat();
}
