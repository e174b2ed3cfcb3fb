import type { Backend, Generate, GenerateContext } from "../core/backend.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import { EchoedHeaders } from "./echoed_headers.ts";
import { type Ask, type Events, type Filter, filtered, textFilter } from "./filter.ts";
import { inWords, isPlain } from "./in_words.ts";
import { jsonAnswer } from "./json_answer.ts";
import { outputLimit } from "./output_limit.ts";
import { stopSequences } from "./stop_sequences.ts";
import { toolCalls } from "./tool_calls.ts";
import { offeredTools } from "./tool_words.ts";
import { UsageMeter } from "./usage_meter.ts";

export interface EmulateOptions {
  /** Makes the id of a call, unique for ever; the default is random. */
  callId?: () => string;
}

/**
 * A backend with all capabilities. What the upstream lacks is done here, and only that: the conversation, the tools and
 * the wanted JSON become words of one user message, and the answer's text becomes calls and checked JSON again; stop
 * sequences and the output limit end the text and close the upstream.
 */
export function emulate(backend: Backend, options: EmulateOptions = {}): Backend {
  const generate: Generate = (request, context) =>
    isPlain(request, backend.capabilities)
      ? backend.generate(request, context)
      : emulated(request, { backend, context, ...options });
  const { countTokens } = backend;
  return {
    name: backend.name,
    capabilities: {
      conversation: true,
      tools: true,
      jsonOutput: true,
      stopSequences: true,
      maxOutputTokens: true,
    },
    families: backend.families,
    knows: (model) => backend.knows(model),
    models: (context) => backend.models(context),
    generate,
    countTokens: countTokens &&
      ((request, context) =>
        countTokens.call(
          backend,
          inWords(request, { capabilities: backend.capabilities }).request,
          context,
        )),
    embed: backend.embed && ((request, context) => backend.embed!(request, context)),
  };
}

interface Run extends EmulateOptions {
  backend: Backend;
  context: GenerateContext;
}

/** Innermost first: words, echo, limit; then calls; then stop sequences, for text outside of calls; then JSON. */
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
  return filtered(backend.generate(words.request, run.context), filters);
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
