import type { Backend } from "../core/backend.ts";
import type { GenerateEvent } from "../core/generate_event.ts";
import { collect, type Generation } from "../core/generation.ts";
import { answerStream, type AnswerStreamObserver } from "../http/answer_stream.ts";
import type {
  AnswerHeaders,
  CallOptions,
  FieldNames,
  ReplyContext,
  Turn,
} from "../http/dialect.ts";
import { jsonResponse } from "../http/json_response.ts";
import type { RunningAnswers } from "../http/running_answers.ts";
import type { Assignment } from "./assignment.ts";
import { Run } from "./run.ts";
import type { RequestRecord } from "./request_record.ts";

export interface EndpointOptions {
  /** Aborts when the client leaves. */
  clientSignal: AbortSignal;
  record: RequestRecord;
  /** Where the answer is listed as long as it runs. */
  running: RunningAnswers;
}

/**
 * The one place where a dialect meets a backend. Waits for the first event, so that a failure up to there is an HTTP
 * error; a stream that is silent for too long opens anyway, and a later failure is told inside it.
 */
export async function answer(
  assignment: Assignment & { turn: Turn },
  options: EndpointOptions & { heartbeatMs: number },
): Promise<Response> {
  const { turn } = assignment;
  if (turn.stream) return streamedAnswer(assignment, options);
  const { generation, headers, context } = await collectAnswer(assignment, options, turn);
  return jsonResponse(turn.whole(generation, context), { headers });
}

/** The whole answer, with the headers that belong to it. */
export async function collectAnswer(
  assignment: Assignment,
  options: EndpointOptions,
  { ignored = [], names }: Pick<CallOptions, "ignored" | "names"> = {},
): Promise<{ generation: Generation; headers: AnswerHeaders; context: ReplyContext }> {
  const run = begin(assignment, { ...options, whole: true });
  const collected = collect({ [Symbol.asyncIterator]: () => run.batches });
  const generation = await options.running.unlessEnded(collected, run.abort);
  options.record.servedModel = generation.model;
  const all = [...ignored, ...named(generation.ignored, names)];
  const headers = answerHeaders(run.serving.backend, generation.model, all);
  return { generation, headers, context: replyContext(options.record) };
}

/** Starts the generation; a client that leaves aborts it. */
function begin(
  assignment: Assignment,
  { clientSignal, record, whole }: EndpointOptions & { whole: boolean },
): Run {
  const run = new Run(assignment, {
    whole,
    onServing: ({ asked, request, backend }) => {
      record.serves({ asked, served: request.model, upstream: backend.name });
    },
  });
  clientSignal.addEventListener("abort", run.abort, { once: true });
  if (clientSignal.aborted) run.abort();
  return run;
}

async function streamedAnswer(
  assignment: Assignment & { turn: Turn },
  options: EndpointOptions & { heartbeatMs: number },
): Promise<Response> {
  const { turn } = assignment;
  const { record, heartbeatMs, running } = options;
  const run = begin(assignment, { ...options, whole: false });
  const { batches, abort } = run;
  const first = batches.next();
  const opening = await running.unlessEnded(withinSilence(first, heartbeatMs), abort);
  run.settle();
  const { backend, request } = run.serving;
  const start = opening?.value?.find((event: GenerateEvent) => event.type === "start");
  const encoder = turn.streamed(replyContext(record));
  const model = start?.model ?? request.model;
  const ignored = [...turn.ignored, ...named(start?.ignored ?? [], turn.names)];
  const headers = answerHeaders(backend, model, ignored);
  headers["content-type"] = encoder.contentType;
  headers["cache-control"] = "no-cache";
  // Tells buffering reverse proxies to pass each chunk on at once.
  headers["x-accel-buffering"] = "no";
  record.streaming = true;
  record.servedModel = model;
  const observer: AnswerStreamObserver = {
    onFirstDelta: () => record.firstDelta(),
    onFinish: (finish) => record.servedModel = finish.model ?? record.servedModel,
    onEnd: (bytes, error) => {
      if (error) record.failed(error);
      record.end(bytes);
    },
  };
  const silent = opening === undefined;
  const body = answerStream({
    batches,
    first,
    encoder,
    heartbeatMs,
    silent,
    abort,
    observer,
    running,
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

function replyContext(record: RequestRecord): ReplyContext {
  return { id: record.id, createdAt: Math.floor(Date.now() / 1000), requestId: record.id };
}

/** What a backend calls ignored, in the client's words. A depth stands in the model's name, in every dialect. */
function named(ignored: string[], names: FieldNames = {}): string[] {
  if (ignored.length === 0) return ignored;
  const all: FieldNames = { "reasoning.depth": "model@think", ...names };
  return [...new Set(ignored.map((name) => all[name] ?? name))];
}

/** The headers of every answer: who served it, and what was not honoured. */
export function answerHeaders(backend: Backend, model: string, ignored: string[]): AnswerHeaders {
  const headers: AnswerHeaders = { "x-gemini-model": model, "x-gemini-upstream": backend.name };
  if (ignored.length > 0) {
    // Field names are the client's own words: only printable ASCII may enter a header.
    headers["x-gemini-ignored"] = ignored.join(", ").replace(/[^\x20-\x7e]/g, "?").slice(0, 1000);
  }
  return headers;
}
