import type { Backend, Capabilities, GenerateContext } from "../../lib/core/backend.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { type GenerateRequest, textRequest } from "../../lib/core/generate_request.ts";
import { collect, type Generation } from "../../lib/core/generation.ts";
import { emulate } from "../../lib/emulation/emulate.ts";

/** A backend that says what a script tells it, and remembers what it was asked. */
export interface FakeBackend extends Backend {
  asked: GenerateRequest[];
  /** How many of its streams were read to the end or closed. */
  closed: number;
  /** How many batches were read. */
  read: number;
}

/** One answer: its text in the pieces in which it comes, or whole batches. */
export type Script = string | string[] | GenerateEvent[][];

export const nothing: Capabilities = {
  conversation: false,
  tools: false,
  jsonOutput: false,
  stopSequences: false,
  maxOutputTokens: false,
};

export function fakeBackend(
  scripts: Script[],
  capabilities: Partial<Capabilities> = {},
): FakeBackend {
  const fake: FakeBackend = {
    name: "fake",
    capabilities: { ...nothing, ...capabilities },
    families: { lite: "fake", pro: "fake" },
    knows: () => true,
    models: () => Promise.resolve([]),
    asked: [],
    closed: 0,
    read: 0,
    async *generate(request) {
      fake.asked.push(request);
      const script = scripts[Math.min(fake.asked.length, scripts.length) - 1]!;
      try {
        for (const batch of batchesOf(script)) {
          fake.read++;
          yield batch;
        }
      } finally {
        fake.closed++;
      }
    },
  };
  return fake;
}

/** The events of an answer whose text comes in these pieces. */
export function batchesOf(script: Script): GenerateEvent[][] {
  const pieces = typeof script === "string" ? [script] : script;
  const batches = pieces.map((piece): GenerateEvent[] =>
    typeof piece === "string" ? [{ type: "text", delta: piece }] : piece
  );
  if (pieces.some((piece) => typeof piece !== "string")) return batches;
  return [
    [{ type: "start", model: "fake" }],
    ...batches,
    [{ type: "finish", reason: "stop", usage: { inputTokens: 1, outputTokens: 1 } }],
  ];
}

export const context: GenerateContext = { signal: new AbortController().signal };

export function userRequest(text: string, changes: Partial<GenerateRequest> = {}): GenerateRequest {
  const messages: GenerateRequest["messages"] = [{ role: "user", parts: [{ type: "text", text }] }];
  return { ...textRequest("fake", messages), ...changes };
}

/** The whole answer of an emulated backend; ids of calls are call_1, call_2, … */
export function answerOf(backend: Backend, request: GenerateRequest): Promise<Generation> {
  return collect(emulated(backend).generate(request, context));
}

export function emulated(backend: Backend): Backend {
  let ids = 0;
  return emulate(backend, { callId: () => `call_${++ids}` });
}

/** All events of an answer, one after the other. */
export async function eventsOf(
  backend: Backend,
  request: GenerateRequest,
): Promise<GenerateEvent[]> {
  const events: GenerateEvent[] = [];
  for await (const batch of emulated(backend).generate(request, context)) events.push(...batch);
  return events;
}

/** The prompt of the n-th request that the backend got. */
export function promptOf(backend: FakeBackend, index = 0): string {
  const parts = backend.asked[index]!.messages[0]!.parts;
  return parts.map((part) => part.type === "text" ? part.text : "").join("");
}
