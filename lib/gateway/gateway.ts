import type { EmbedRequest } from "../core/embedding.ts";
import { asGatewayError, GatewayError, longestRetryAfterSec } from "../core/gateway_error.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import { estimateRequestTokens } from "../core/request_tokens.ts";
import type { Dialect, Exchange } from "../http/dialect.ts";
import { readFormBody } from "../http/form_body.ts";
import { readJsonBody } from "../http/json_body.ts";
import { JoinedWrites } from "../http/joined_writes.ts";
import { jsonResponse } from "../http/json_response.ts";
import { RunningAnswers } from "../http/running_answers.ts";
import { Access, type Admission } from "./access.ts";
import type { Assignment } from "./assignment.ts";
import { Catalogue, type Resolution } from "./catalogue.ts";
import { addCorsHeaders, preflight } from "./cors.ts";
import { answer, answerHeaders, collectAnswer } from "./generate_endpoint.ts";
import { RequestRecord } from "./request_record.ts";
import { MethodError, RouteTable, wrongMethod } from "./route_table.ts";
import { isServicePath, serviceAnswer, serviceMethods } from "./service_routes.ts";
import type { GatewaySettings } from "./settings.ts";

/** The whole program as one function from request to response; opens no port and reads no file. */
export interface Gateway {
  fetch(request: Request): Promise<Response>;
  /** Ends the answers under way with an error that tells their clients why. */
  stop(): void;
}

/** `dialects` in order of precedence; the last one words the errors of requests that are nobody's. */
export function createGateway(settings: GatewaySettings, dialects: Dialect[]): Gateway {
  const gateway = new RequestHandler(settings, dialects);
  return { fetch: (request) => gateway.handle(request), stop: () => gateway.stop() };
}

class RequestHandler {
  readonly #settings: GatewaySettings;
  readonly #dialects: Dialect[];
  readonly #routes: RouteTable;
  readonly #access: Access;
  readonly #catalogue: Catalogue;
  readonly #running: RunningAnswers;

  constructor(settings: GatewaySettings, dialects: Dialect[]) {
    this.#settings = settings;
    this.#dialects = dialects;
    this.#routes = new RouteTable(dialects);
    this.#access = new Access(settings);
    this.#catalogue = new Catalogue(settings);
    this.#running = new RunningAnswers(settings.isolatedRequests ? undefined : new JoinedWrites());
  }

  async handle(request: Request): Promise<Response> {
    const url = addressOf(request);
    const record = new RequestRecord(request, url, this.#settings.logRequest);
    const response = await this.#respond(request, url, record);
    record.status = response.status;
    if (record.upstream && !response.headers.has("x-gemini-upstream")) {
      response.headers.set("x-gemini-upstream", record.upstream);
    }
    response.headers.set("x-request-id", record.id);
    response.headers.set("request-id", record.id); // the name that Anthropic's SDK looks for
    addCorsHeaders(response.headers, request);
    if (!record.streaming) record.end(Number(response.headers.get("content-length") ?? 0));
    return response;
  }

  stop(): void {
    this.#running.end(stopping());
  }

  async #respond(request: Request, url: URL, record: RequestRecord): Promise<Response> {
    if (request.method === "OPTIONS") return preflight(request);
    const service = serviceAnswer(request, url, this.#settings.version);
    if (service) return service;
    let dialect: Dialect | undefined;
    try {
      if (isServicePath(url)) throw wrongMethod(request, url, serviceMethods);
      const admission = this.#access.admit(request, url);
      const found = this.#routes.find(request, url);
      dialect = found.dialect;
      const exchange = this.#exchange({ request, url, record, admission, params: found.params });
      return await found.route.handle(exchange);
    } catch (thrown) {
      return this.#errorResponse(thrown, dialect ?? this.#dialectOf(request, url), record);
    }
  }

  #dialectOf(request: Request, url: URL): Dialect {
    return this.#dialects.find((dialect) => dialect.claims(request, url)) ?? this.#dialects.at(-1)!;
  }

  #exchange(
    { request, url, record, admission, params }: {
      request: Request;
      url: URL;
      record: RequestRecord;
      admission: Admission;
      params: Exchange["params"];
    },
  ): Exchange {
    const { maxBodyBytes, heartbeatMs } = this.#settings;
    return {
      request,
      url,
      params,
      requestId: record.id,
      body: () => readJsonBody(request, maxBodyBytes),
      form: () => readFormBody(request, maxBodyBytes),
      generate: (turn) =>
        answer({ turn, ...this.#assign(turn.request, admission) }, {
          clientSignal: request.signal,
          record,
          heartbeatMs,
          running: this.#running,
        }),
      models: () => this.#catalogue.list(admission, request.signal),
      model: (name) => this.#catalogue.find(name, admission, request.signal),
      countTokens: (wanted) =>
        this.#countTokens(wanted, { admission, record, signal: request.signal }),
      collect: (wanted, { ignored, names, signal } = {}) =>
        collectAnswer(this.#assign(wanted, admission), {
          clientSignal: eitherSignal(request.signal, signal),
          record,
          running: this.#running,
        }, { ignored, names }),
      embed: (wanted, { ignored, signal } = {}) =>
        this.#embed(wanted, {
          admission,
          record,
          ignored,
          signal: eitherSignal(request.signal, signal),
        }),
    };
  }

  #assign(
    asked: GenerateRequest,
    admission: Admission,
  ): Assignment {
    const purpose = asked.outputMedia?.required ? "image" : "text";
    const resolution = this.#catalogue.resolve(asked.model, admission, purpose);
    const { fallback } = resolution;
    return { ...assigned(asked, resolution), fallback: fallback && assigned(asked, fallback) };
  }

  #countTokens(
    asked: GenerateRequest,
    { admission, record, signal }: {
      admission: Admission;
      record: RequestRecord;
      signal: AbortSignal;
    },
  ): Promise<number> {
    const { backend, request, key } = this.#assign(asked, admission);
    if (!backend.countTokens) return Promise.resolve(estimateRequestTokens(request));
    record.serves({ asked: asked.model, served: request.model, upstream: backend.name });
    return backend.countTokens(request, { signal, key });
  }

  async #embed(
    asked: EmbedRequest,
    { admission, record, ignored = [], signal }: {
      admission: Admission;
      record: RequestRecord;
      ignored?: string[];
      signal: AbortSignal;
    },
  ): ReturnType<Exchange["embed"]> {
    const { backend, model, key } = this.#catalogue.resolve(asked.model, admission, "embedding");
    record.serves({ asked: asked.model, served: model, upstream: backend.name });
    const embeddings = await backend.embed!({ ...asked, model }, { signal, key });
    record.servedModel = embeddings.model;
    return { embeddings, headers: answerHeaders(backend, embeddings.model, ignored) };
  }

  #errorResponse(thrown: unknown, dialect: Dialect, record: RequestRecord): Response {
    const error = asGatewayError(thrown);
    if (error.kind === "internal" && error.cause) {
      this.#settings.logFault(`${record.id}: ${faultOf(error.cause)}`);
    }
    record.failed(error);
    const headers: Record<string, string> = {};
    const { kind, retryAfterSec } = error;
    if (retryAfterSec !== undefined) headers["retry-after"] = String(Math.ceil(retryAfterSec));
    // OpenAI's SDK takes no wait above a minute and asks again at once, Anthropic's sleeps for hours: both obey this.
    if (kind === "quota-used-up" || (retryAfterSec ?? 0) > longestRetryAfterSec) {
      headers["x-should-retry"] = "false";
    }
    if (error instanceof MethodError) headers["allow"] = error.allowed.join(", ");
    return jsonResponse(dialect.errorBody(error, record.id), { status: error.status, headers });
  }
}

function assigned(asked: GenerateRequest, resolution: Resolution): Assignment {
  const { backend, model, depth, key } = resolution;
  const reasoning = depth === undefined ? asked.reasoning : { ...asked.reasoning, depth };
  return { backend, request: { ...asked, model, reasoning }, asked: asked.model, key };
}

function eitherSignal(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other ? AbortSignal.any([one, other]) : one;
}

function stopping(): GatewayError {
  return new GatewayError(
    "unavailable",
    "The gateway stops, so this answer ends here; try again when it runs.",
    { code: "gateway_stopping" },
  );
}

/** Name and place of a fault; its message may quote a request and is left out. */
function faultOf(cause: unknown): string {
  if (!(cause instanceof Error)) return `a thrown ${typeof cause}`;
  const places = (cause.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [cause.name, ...places.slice(0, 6).map((line) => line.trim())].join(" | ");
}

/** No page here has a longer path, and the search for its route may take time by the square of its length. */
const longestPath = 2000;

function addressOf(request: Request): URL {
  const url = URL.parse(request.url) ?? unreadable;
  if (url.pathname.length > longestPath) url.pathname = url.pathname.slice(0, longestPath);
  return url;
}

/** Stands for an address that is none, which a strange Host header makes: it has no page here. */
const unreadable = new URL("http://unreadable.invalid/unreadable");
