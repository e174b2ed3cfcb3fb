import { asGatewayError, GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import type { GenerateRequest } from "../../lib/core/generate_request.ts";
import { collect } from "../../lib/core/generation.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import type { Dialect, Exchange, Turn } from "../../lib/http/dialect.ts";
import { openaiResponses } from "../../lib/dialects/openai_responses/openai_responses.ts";

/** What the model says to a request: events, and maybe a failure after them. */
export type Script = (request: GenerateRequest) => (GenerateEvent | GatewayError)[];

/** The dialect behind a minimal gateway: routes are matched, and a script plays the model. */
export class FakeGateway {
  readonly turns: Turn[] = [];
  readonly #dialect: Dialect;
  readonly #script: Script;
  #replies = 0;

  constructor(script: Script, dialect = openaiResponses()) {
    this.#script = script;
    this.#dialect = dialect;
  }

  /** The events come in one read, not one by one. */
  inOneBatch = false;

  get lastRequest(): GenerateRequest {
    return this.turns.at(-1)!.request;
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const route = this.#dialect.routes.find((route) =>
      route.method === request.method && route.path.test(url.pathname) &&
      route.when?.(request, url) !== false
    );
    try {
      if (!route) throw new GatewayError("not-found", "No such path.");
      const params = { ...route.path.exec(url.pathname)?.groups };
      return await route.handle(this.#exchange(request, url, params));
    } catch (thrown) {
      const error = asGatewayError(thrown);
      if (error.code === "internal_error") throw thrown;
      return Response.json(this.#dialect.errorBody(error, "req"), { status: error.status });
    }
  };

  async post(path: string, body: JsonObject): Promise<Response> {
    return await this.fetch(
      new Request(`http://gateway${path}`, { method: "POST", body: JSON.stringify(body) }),
    );
  }

  /** The whole answer to a body. */
  async create(body: JsonObject): Promise<JsonObject> {
    return await (await this.post("/v1/responses", { model: "m", ...body })).json();
  }

  /** The events of the streamed answer to a body. */
  async stream(body: JsonObject): Promise<JsonObject[]> {
    const answer = await this.post("/v1/responses", { model: "m", stream: true, ...body });
    return recordsOf(await answer.text());
  }

  #exchange(request: Request, url: URL, params: Record<string, string>): Exchange {
    const unused = () => {
      throw new Error("not played here");
    };
    return {
      request,
      url,
      params,
      requestId: "req",
      body: () => request.json(),
      form: unused,
      generate: (turn) => this.#answer(turn),
      models: unused,
      model: unused,
      countTokens: () => Promise.resolve(42),
      collect: unused,
      embed: unused,
    };
  }

  async #answer(turn: Turn): Promise<Response> {
    this.turns.push(turn);
    const context = {
      id: (++this.#replies).toString(16).padStart(32, "0"),
      createdAt: 1_700_000_000,
      requestId: "req",
    };
    const steps = this.#script(turn.request);
    if (!turn.stream) {
      return Response.json(turn.whole(await collect(played(steps)), context));
    }
    const encoder = turn.streamed(context);
    const events = steps.filter((step): step is GenerateEvent => !(step instanceof GatewayError));
    const text = this.inOneBatch
      ? [encoder.encode(events)]
      : steps.map((step) =>
        step instanceof GatewayError ? encoder.fail(step) : encoder.encode([step])
      );
    return new Response(text.join(""), { headers: { "content-type": encoder.contentType } });
  }
}

async function* played(steps: (GenerateEvent | GatewayError)[]) {
  for (const step of steps) {
    await Promise.resolve();
    if (step instanceof GatewayError) throw step;
    yield [step];
  }
}

/** The JSON of each event, after a look at its `event:` line. */
export function recordsOf(text: string): JsonObject[] {
  return text.split("\n\n").filter(Boolean).map((record) => {
    const match = /^event: (.+)\ndata: (.+)$/.exec(record);
    if (!match) throw new Error(`Not a record: ${record}`);
    const data = JSON.parse(match[2]!);
    if (data.type !== match[1]) throw new Error(`${match[1]} holds ${data.type}`);
    return data;
  });
}

/** A script's frame: start, the events, finish. */
export function says(...events: GenerateEvent[]): GenerateEvent[] {
  const calls = events.some((event) => event.type === "tool-call-start");
  return [
    { type: "start", model: "gemini-test" },
    ...events,
    {
      type: "finish",
      reason: calls ? "tool-calls" : "stop",
      usage: { inputTokens: 7, outputTokens: 5, reasoningTokens: 2, cachedInputTokens: 1 },
    },
  ];
}

export function text(...deltas: string[]): GenerateEvent[] {
  return deltas.map((delta) => ({ type: "text", delta }));
}

export function call(id: string, name: string, ...deltas: string[]): GenerateEvent[] {
  return [
    { type: "tool-call-start", id, name },
    ...deltas.map((delta) => ({ type: "tool-call-delta" as const, delta })),
    { type: "tool-call-end" },
  ];
}
