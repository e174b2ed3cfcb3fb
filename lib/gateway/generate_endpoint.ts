import type { Backend, GenerateContext } from "../core/backend.ts";
import type { GenerateEvent } from "../core/generate_event.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import { Collector } from "../core/generation.ts";
import { answerStream } from "../http/answer_stream.ts";
import type { Turn } from "../http/dialect.ts";
import { jsonResponse } from "../http/json_response.ts";
import type { RequestRecord } from "./request_record.ts";

/** A turn with the backend that is to serve it. */
export interface Assignment {
  turn: Turn;
  backend: Backend;
  /** The request in the backend's own names. */
  request: GenerateRequest;
  /** The client's or owner's key for that backend. A secret. */
  key?: string;
}

export interface EndpointOptions {
  /** Aborts when the client leaves. */
  clientSignal: AbortSignal;
  record: RequestRecord;
  heartbeatMs: number;
}

type Batch = readonly GenerateEvent[];

/**
 * The one place where a dialect meets a backend. Waits for the first event, so that a failure up to there is an HTTP
 * error; a stream that is silent for too long opens anyway, and a later failure is told inside it.
 */
export function answer(assignment: Assignment, options: EndpointOptions): Promise<Response> {
  const { turn, backend, request, key } = assignment;
  const { record, clientSignal } = options;
  record.askedModel = turn.request.model;
  record.upstream = backend.name;
  record.servedModel = request.model;
  const abort = new AbortController();
  clientSignal.addEventListener("abort", () => abort.abort(), { once: true });
  if (clientSignal.aborted) abort.abort();
  const context: GenerateContext = { signal: abort.signal, key };
  const batches = backend.generate(request, context)[Symbol.asyncIterator]();
  return turn.stream
    ? streamedAnswer(assignment, batches, { ...options, abort })
    : wholeAnswer(assignment, batches, options);
}

async function wholeAnswer(
  { turn, backend }: Assignment,
  batches: AsyncIterator<Batch>,
  { record }: EndpointOptions,
): Promise<Response> {
  const collector = new Collector();
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    for (const event of next.value) collector.push(event);
  }
  const generation = collector.generation();
  record.servedModel = generation.model;
  const headers = answerHeaders(backend, generation.model, [
    ...turn.ignored,
    ...generation.ignored,
  ]);
  return jsonResponse(turn.whole(generation, replyContext(record)), { headers });
}

async function streamedAnswer(
  { turn, backend, request }: Assignment,
  batches: AsyncIterator<Batch>,
  { record, heartbeatMs, abort }: EndpointOptions & { abort: AbortController },
): Promise<Response> {
  const first = batches.next();
  const opening = await withinSilence(first, heartbeatMs);
  const start = opening?.value?.find((event: GenerateEvent) => event.type === "start");
  const encoder = turn.streamed(replyContext(record));
  const headers = answerHeaders(backend, start?.model ?? request.model, [
    ...turn.ignored,
    ...(start?.ignored ?? []),
  ]);
  headers.set("content-type", encoder.contentType);
  headers.set("cache-control", "no-cache");
  // Tells buffering reverse proxies to pass each chunk on at once.
  headers.set("x-accel-buffering", "no");
  record.streaming = true;
  record.servedModel = start?.model ?? request.model;
  const body = answerStream({
    batches,
    first,
    encoder,
    heartbeatMs,
    abort: () => abort.abort(),
    observer: {
      onFirstDelta: () => record.firstDelta(),
      onFinish: (finish) => record.servedModel = finish.model ?? record.servedModel,
      onEnd: (bytes, error) => {
        if (error) record.failed(error);
        record.end(bytes);
      },
    },
  });
  return new Response(body, { headers });
}

/** The promise's value, or `undefined` where it takes longer than `ms`; its failure is thrown if it comes in time. */
async function withinSilence<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<undefined>((resolve) => timer = setTimeout(resolve, ms, undefined));
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
    // After a silence the stream reads the promise; until then its failure must not count as unhandled.
    promise.catch(() => {});
  }
}

function replyContext(record: RequestRecord) {
  return { id: record.id, createdAt: Math.floor(Date.now() / 1000), requestId: record.id };
}

function answerHeaders(backend: Backend, model: string, ignored: string[]): Headers {
  const headers = new Headers({ "x-gemini-model": model, "x-gemini-upstream": backend.name });
  if (ignored.length > 0) {
    // Field names are the client's own words: only printable ASCII may enter a header.
    headers.set(
      "x-gemini-ignored",
      ignored.join(", ").replace(/[^\x20-\x7e]/g, "?").slice(0, 1000),
    );
  }
  return headers;
}
