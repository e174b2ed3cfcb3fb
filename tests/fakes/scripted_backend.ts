import type { Backend, GenerateContext } from "../../lib/core/backend.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import type { GenerateRequest } from "../../lib/core/generate_request.ts";

export type Batch = readonly GenerateEvent[];
export type Script = (
  request: GenerateRequest,
  context: GenerateContext,
) => AsyncIterable<Batch> | Iterable<Batch>;

/** A backend that plays a script, and remembers what it was asked. */
export interface ScriptedBackend extends Backend {
  requests: GenerateRequest[];
  contexts: GenerateContext[];
  /** How many iterations were ended by their consumer or ran to their end. */
  closed: number;
}

export function scriptedBackend(script: Script, over: Partial<Backend> = {}): ScriptedBackend {
  const names = ["gemini-3.5-flash", "gemini-flash-lite", "gemini-3.1-pro"];
  const backend: ScriptedBackend = {
    name: "web",
    capabilities: {
      tools: true,
      jsonOutput: true,
      stopSequences: true,
      maxOutputTokens: true,
      conversation: true,
    },
    families: { lite: "gemini-flash-lite", pro: "gemini-3.1-pro" },
    knows: (model) => names.includes(model),
    models: () => Promise.resolve(names.map((name) => ({ name, displayName: name }))),
    requests: [],
    contexts: [],
    closed: 0,
    generate: async function* (request, context) {
      backend.requests.push(request);
      backend.contexts.push(context);
      try {
        yield* script(request, context);
      } finally {
        backend.closed++;
      }
    },
    ...over,
  };
  return backend;
}

/** A plain answer: start, each text as a batch of its own, finish. */
export function saying(...texts: string[]): Script {
  return (request) => [
    [{ type: "start", model: request.model }],
    ...texts.map((delta): Batch => [{ type: "text", delta }]),
    [finish()],
  ];
}

export function finish(
  over: Partial<Extract<GenerateEvent, { type: "finish" }>> = {},
): GenerateEvent {
  return { type: "finish", reason: "stop", usage: { inputTokens: 3, outputTokens: 2 }, ...over };
}
