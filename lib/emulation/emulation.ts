import type { Backend, Generate, GenerateContext } from "../core/backend.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import { EchoedHeaders } from "./echoed_headers.ts";
import { type Ask, type Events, type Filter, filtered, textFilter } from "./filter.ts";
import { inWords } from "./in_words.ts";
import { jsonAnswer } from "./json_answer.ts";
import { offeredTools } from "./offered_tools.ts";
import { outputLimit } from "./output_limit.ts";
import { stopSequences } from "./stop_sequences.ts";
import { callsLast, toolCalls } from "./tool_calls.ts";
import { UsageMeter } from "./usage_meter.ts";

export interface EmulateOptions {
  /** Makes the id of a call, unique for ever; the default is random. */
  callId?: () => string;
}

export interface Emulation {
  /** Answers a request that is not plain. */
  generate: Generate;
  /** What the backend is asked in place of a request. */
  inWords(request: GenerateRequest): GenerateRequest;
}

/** What stands in for the capabilities that a backend lacks. */
export function emulationOf(backend: Backend, options: EmulateOptions): Emulation {
  return {
    generate: (request, context) => emulated(request, { backend, context, ...options }),
    inWords: (request) => inWords(request, { capabilities: backend.capabilities }).request,
  };
}

interface Run extends EmulateOptions {
  backend: Backend;
  context: GenerateContext;
}

/**
 * Innermost first: words, echo, limit; then calls; then stop sequences, for text outside of calls; then the wait of the
 * calls, which a stop sequence ends; then JSON.
 */
function emulated(request: GenerateRequest, run: Run): Events {
  const { capabilities } = run.backend;
  const meter = new UsageMeter();
  const tools = capabilities.tools ? [] : offeredTools(request);
  const stops = capabilities.stopSequences ? [] : request.stop;
  const limited = !capabilities.maxOutputTokens && request.sampling.maxOutputTokens !== undefined;
  const metered = tools.length > 0 || stops.length > 0 || limited;
  let ask: Ask = (fault) => answer(request, { ...run, meter, metered, fault });
  if (tools.length > 0) {
    const callId = run.callId ?? randomCallId;
    ask = toolCalls(ask, { request, tools, callId, usage: meter.usage });
  }
  if (stops.length > 0) {
    const inner = ask;
    ask = (fault) => filtered(inner(fault), [stopSequences(stops, meter.usage)]);
  }
  if (tools.length > 0) {
    const inner = ask;
    ask = (fault) => callsLast(inner(fault));
  }
  if (!capabilities.jsonOutput && request.output.type === "json") {
    ask = jsonAnswer(ask, request.output);
  }
  const asked = ask;
  // No `yield*`: it would cost a step of the event queue for every batch.
  return { [Symbol.asyncIterator]: () => asked()[Symbol.asyncIterator]() };
}

interface AnswerRun extends Run {
  meter: UsageMeter;
  /** Whether the answer may be cut, so that the upstream does not say its usage. */
  metered: boolean;
  fault?: string;
}

/** The upstream's answer as text, without what is ours in it. */
function answer(request: GenerateRequest, run: AnswerRun): Events {
  const { backend, meter, fault } = run;
  const { capabilities } = backend;
  const words = inWords(request, { capabilities, fault });
  const maxTokens = capabilities.maxOutputTokens ? undefined : request.sampling.maxOutputTokens;
  const filters: Filter[] = [];
  if (run.metered) {
    meter.ask(words.request);
    filters.push(meter.read);
  }
  if (words.ignored.length > 0) filters.push(alsoIgnored(words.ignored));
  if (words.sections) filters.push(textFilter(new EchoedHeaders()));
  if (maxTokens !== undefined) filters.push(outputLimit(maxTokens, meter.usage));
  // Where a stop sequence may end the answer it is read as it comes, so that its end closes the upstream.
  const mayStop = !capabilities.stopSequences && request.stop.length > 0;
  const context = mayStop ? { ...run.context, whole: false } : run.context;
  return filtered(backend.generate(words.request, context), filters);
}

function alsoIgnored(names: string[]): Filter {
  return (batch) =>
    batch.map((event) =>
      event.type === "start" ? { ...event, ignored: [...event.ignored ?? [], ...names] } : event
    );
}

function randomCallId(): string {
  return `call_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`;
}
