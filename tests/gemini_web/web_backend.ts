import type { Backend } from "../../lib/core/backend.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { type GenerateRequest, textRequest } from "../../lib/core/generate_request.ts";
import { collect, type Generation } from "../../lib/core/generation.ts";
import { geminiWeb } from "../../lib/backends/gemini_web/backend.ts";
import type { CookieSource, GeminiWebSettings } from "../../lib/backends/gemini_web/settings.ts";

export interface TestBackend {
  backend: Backend;
  /** Warnings for the user. */
  warnings: string[];
  /** Pauses between tries, which take no time. */
  pauses: number[];
}

/** The backend as it is by default, against one loopback address; pauses between tries take no time. */
export function webBackend(url: string, settings: Partial<GeminiWebSettings> = {}): TestBackend {
  const warnings: string[] = [];
  const pauses: number[] = [];
  const backend = geminiWeb({
    webUrl: url,
    accountsUrl: url,
    uploadUrl: url,
    retryAttempts: 3,
    retryDelaySec: 2,
    requestTimeoutSec: 180,
    temporaryChats: false,
    strictModels: false,
    fetch,
    log: (line) => warnings.push(line),
    sleep: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
    ...settings,
  });
  return { backend, warnings, pauses };
}

/** A request with one user message. */
export function ask(text = "Hello", change: Partial<GenerateRequest> = {}): GenerateRequest {
  const message = { role: "user", parts: [{ type: "text", text }] } as const;
  return {
    ...textRequest("gemini-3.5-flash", [{ ...message, parts: [...message.parts] }]),
    ...change,
  };
}

/** The whole answer. */
export function answerOf(
  { backend }: TestBackend,
  request = ask(),
  signal = new AbortController().signal,
): Promise<Generation> {
  return collect(backend.generate(request, { signal }));
}

/** All events, batch by batch. */
export async function batchesOf(
  { backend }: TestBackend,
  request = ask(),
): Promise<(readonly GenerateEvent[])[]> {
  return await Array.fromAsync(
    backend.generate(request, { signal: new AbortController().signal }),
  );
}

/** A cookie file in memory; setting `text` is a new version. */
export class CookieText implements CookieSource {
  #text: string;
  #version = 1;

  constructor(text: string) {
    this.#text = text;
  }

  set text(text: string) {
    this.#text = text;
    this.#version++;
  }

  read(): Promise<{ text: string; version: string }> {
    return Promise.resolve({ text: this.#text, version: String(this.#version) });
  }

  version(): Promise<string> {
    return Promise.resolve(String(this.#version));
  }
}

/** Cookies of an account as the fake knows it. */
export const signedIn =
  "__Secure-1PSID=g.a000fake; __Secure-1PSIDTS=sidts-fake; SAPISID=FakeSapisid";
