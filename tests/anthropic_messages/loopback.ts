import { anthropicMessages } from "../../lib/dialects/anthropic_messages/anthropic_messages.ts";
import type { ModelInfo } from "../../lib/core/backend.ts";
import { asGatewayError, GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import type { GenerateRequest } from "../../lib/core/generate_request.ts";
import { collect } from "../../lib/core/generation.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import type { Exchange, Turn } from "../../lib/http/dialect.ts";

export type Batches = readonly (readonly GenerateEvent[] | GatewayError | "silence")[];

export interface Loopback {
  fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** What the dialect made of the requests. */
  requests: GenerateRequest[];
  ignored: string[][];
}

export const context = { id: "0".repeat(32), createdAt: 1_700_000_000, requestId: "req-1" };

export const models: ModelInfo[] = [
  { name: "gemini-a", displayName: "Gemini A", createdAt: 1_700_000_000, inputTokenLimit: 1000 },
  { name: "gemini-b", displayName: "Gemini B" },
  { name: "openai/gpt-5", displayName: "GPT" },
];

/** The dialect behind a `fetch`: plays one script of batches for each request; `silence` brings a heartbeat. */
export function loopback(...scripts: Batches[]): Loopback {
  const requests: GenerateRequest[] = [];
  const ignored: string[][] = [];
  const dialect = anthropicMessages();

  async function generate(turn: Turn): Promise<Response> {
    requests.push(turn.request);
    ignored.push(turn.ignored);
    const script = scripts.shift() ?? [];
    if (turn.stream) return new Response(streamText(turn, script), { headers: sse });
    return Response.json(turn.whole(await collect(batchesOf(script)), context));
  }

  async function serve(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const route = dialect.routes.find(({ method, path, when }) =>
      method === request.method && path.test(url.pathname) && (when?.(request, url) ?? true)
    );
    if (!route) throw new GatewayError("not-found", `No route serves ${url.pathname}.`);
    const groups = route.path.exec(url.pathname)?.groups ?? {};
    const exchange: Exchange = {
      request,
      url,
      params: Object.fromEntries(
        Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]),
      ),
      requestId: context.requestId,
      body: () => request.json() as Promise<JsonObject>,
      form: () => request.formData(),
      generate,
      models: () => Promise.resolve(models),
      model: (name) =>
        Promise.resolve(models.find((model) => model.name === name) ?? notFound(name)),
      collect: () => Promise.reject(new Error("no dialect test needs this")),
      embed: () => Promise.reject(new Error("no dialect test needs this")),
      countTokens: (counted) => {
        requests.push(counted);
        return Promise.resolve(42);
      },
    };
    return await route.handle(exchange);
  }

  return {
    requests,
    ignored,
    fetch: (input, init) =>
      serve(new Request(input, init)).catch((thrown) => {
        const error = asGatewayError(thrown);
        const body = dialect.errorBody(error, context.requestId);
        return Response.json(body, { status: error.status });
      }),
  };
}

const sse = { "content-type": "text/event-stream" };

/** The text of a whole stream. */
export function streamText(turn: Turn, script: Batches): string {
  const encoder = turn.streamed(context);
  return script.map((step) => {
    if (step === "silence") return encoder.heartbeat;
    return step instanceof GatewayError ? encoder.fail(step) : encoder.encode(step);
  }).join("");
}

/** Posts a body to `/v1/messages`. */
export function post(
  gateway: Loopback,
  body: JsonObject,
  path = "/v1/messages",
): Promise<Response> {
  return gateway.fetch(`http://gateway${path}`, {
    method: "POST",
    headers: { "anthropic-version": "2023-06-01", "content-type": "application/json" },
    body: JSON.stringify({ model: "gemini-a", max_tokens: 100, ...body }),
  });
}

export function start(): GenerateEvent {
  return { type: "start", model: "gemini-a" };
}

export function finish(
  reason: Extract<GenerateEvent, { type: "finish" }>["reason"] = "stop",
  stopSequence?: string,
): GenerateEvent {
  return { type: "finish", reason, stopSequence, usage: { inputTokens: 7, outputTokens: 3 } };
}

export function call(
  { id = "call_1", name = "look", args = ["{}"], signature }: {
    id?: string;
    name?: string;
    args?: string[];
    signature?: string;
  } = {},
): GenerateEvent[] {
  return [
    { type: "tool-call-start", id, name },
    ...args.map((delta) => ({ type: "tool-call-delta" as const, delta })),
    { type: "tool-call-end", signature },
  ];
}

export const user = (content: JsonObject["content"]): JsonObject => ({ role: "user", content });

async function* batchesOf(script: Batches): AsyncGenerator<readonly GenerateEvent[]> {
  for (const step of script) {
    if (step instanceof GatewayError) throw step;
    if (step !== "silence") yield await Promise.resolve(step);
  }
}

function notFound(name: string): never {
  throw new GatewayError("not-found", `There is no model "${name}".`);
}
