import type { GenerateContext } from "../../core/backend.ts";
import { cancelled } from "../../core/gateway_error.ts";
import type { FinishEvent, GenerateEvent, StartEvent } from "../../core/generate_event.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import { estimateTokens } from "../../core/token_estimate.ts";
import { Answering } from "./answering.ts";
import { type Ask, ignoredSettings, readAsk } from "./ask.ts";
import type { GoogleClient } from "./google_client.ts";
import { Retries } from "./retries.ts";
import type { Session } from "./session.ts";
import type { GeminiWebSettings } from "./settings.ts";
import { untilAborted } from "./until_aborted.ts";
import { Visit } from "./visit.ts";

/** What all requests to the web app share. */
export interface Upstream {
  settings: GeminiWebSettings;
  client: GoogleClient;
  session: Session;
}

/** Asks, again where that may help, and reads the answer. */
export function generate(
  upstream: Upstream,
  request: GenerateRequest,
  { signal, whole }: GenerateContext,
): AsyncIterable<Batch> {
  const holdUnits = whole ? wantedUnits(request) : undefined;
  return {
    [Symbol.asyncIterator]: () => new Answers({ ...upstream, request, signal, holdUnits }),
  };
}

/** UTF-16 units that the limit of a request can leave of its answer: a token has four at most, as they are estimated. */
function wantedUnits({ sampling }: GenerateRequest): number {
  return 4 * (sampling.maxOutputTokens ?? Infinity);
}

type Batch = readonly GenerateEvent[];
type Result = IteratorResult<Batch>;

interface AnswersOptions extends Upstream {
  request: GenerateRequest;
  signal: AbortSignal;
  holdUnits?: number;
}

/** Written out: a generator would cost each batch several steps of the event queue, and the memory for them. */
class Answers implements AsyncIterator<Batch> {
  readonly #options: AnswersOptions;
  readonly #ask: Ask;
  readonly #visit: Visit;
  readonly #retries: Retries;
  /** The try that is read. */
  #answering?: Answering;
  #started = false;
  #over = false;

  constructor(options: AnswersOptions) {
    this.#options = options;
    this.#ask = readAsk(options.request);
    this.#visit = new Visit(options.session, options.settings);
    this.#retries = new Retries(options.settings);
  }

  next(): Promise<Result> {
    if (this.#over) return Promise.resolve(nothing);
    return this.#answering
      ? this.#answering.next().then(this.#brought, this.#failed)
      : this.#begin();
  }

  return(): Promise<Result> {
    this.#end();
    return Promise.resolve(nothing);
  }

  async #begin(): Promise<Result> {
    const { signal } = this.#options;
    try {
      const attempt = await untilAborted(this.#visit.request(this.#ask), signal);
      if (this.#over) return nothing;
      this.#answering = new Answering({ ...this.#options, ...attempt, model: this.#ask.model });
      await this.#answering.open();
    } catch (thrown) {
      return await this.#failed(thrown);
    }
    return await this.#read(this.#answering);
  }

  async #read(answering: Answering): Promise<Result> {
    try {
      for (;;) {
        const batch = this.#batch(await answering.next(), answering);
        if (batch.length > 0) return { value: batch, done: false };
      }
    } catch (thrown) {
      return await this.#failed(thrown);
    }
  }

  readonly #brought = (events: GenerateEvent[]): Result | Promise<Result> => {
    const answering = this.#answering!;
    const batch = this.#batch(events, answering);
    return batch.length > 0 ? { value: batch, done: false } : this.#read(answering);
  };

  readonly #failed = async (thrown: unknown): Promise<Result> => {
    if (this.#over) return nothing;
    try {
      await this.#allowRetry(thrown);
    } catch (last) {
      this.#end();
      throw last;
    }
    // The reader may have left during the pause.
    return this.#over ? nothing : await this.#begin();
  };

  /** Gives the try up and waits for the moment of the next one; throws where there is none. */
  async #allowRetry(thrown: unknown): Promise<void> {
    const { signal } = this.#options;
    const spoke = this.#answering?.spoke;
    this.#close();
    if (signal.aborted) throw cancelled();
    if (spoke || !this.#retries.allows(thrown)) {
      this.#visit.giveUp(thrown);
      throw thrown;
    }
    if (thrown.retry === "fresh-page") this.#visit.renewAfter(thrown);
    await this.#retries.pause(thrown, signal);
  }

  #batch(events: GenerateEvent[], answering: Answering): GenerateEvent[] {
    const { request } = this.#options;
    const batch = request.reasoning.show ? events : withoutThoughts(events);
    if (!this.#started && answering.accepted) {
      this.#started = true;
      batch.unshift(startEvent(request, answering, this.#visit));
    }
    if (answering.ended) {
      batch.push(finishEvent(this.#ask, answering));
      this.#end();
    }
    return batch;
  }

  #end(): void {
    this.#over = true;
    this.#close();
  }

  #close(): void {
    this.#answering?.close();
    this.#answering = undefined;
  }
}

const nothing: Result = { value: undefined, done: true };

function withoutThoughts(events: GenerateEvent[]): GenerateEvent[] {
  return events.filter((event) => event.type !== "reasoning");
}

function startEvent(request: GenerateRequest, answering: Answering, visit: Visit): StartEvent {
  return {
    type: "start",
    model: answering.served,
    ignored: ignoredSettings(request, visit.asker),
  };
}

function finishEvent({ prompt }: Ask, answering: Answering): FinishEvent {
  return {
    type: "finish",
    reason: "stop",
    usage: { inputTokens: estimateTokens(prompt), ...answering.tally.usage() },
    model: answering.served,
  };
}
