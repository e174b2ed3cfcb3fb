import type { GenerateEvent } from "../../core/generate_event.ts";
import { cancelled, GatewayError } from "../../core/gateway_error.ts";
import type { Lease } from "../../http/connections.ts";
import { type BodyReader, readBody } from "../../http/read_body.ts";
import { AnswerReader } from "./answer/answer_reader.ts";
import { answerFailure } from "./answer_failure.ts";
import { AnswerTally } from "./answer_tally.ts";
import type { CookieJar } from "./cookie_jar.ts";
import { WebFailure } from "./failure.ts";
import type { GoogleClient } from "./google_client.ts";
import { httpFailure } from "./http_failure.ts";
import type { WebModel } from "./models.ts";
import { networkFailure } from "./network_failure.ts";
import { refusalText } from "./page_loader.ts";
import { isDowngrade, servedModel } from "./served_model.ts";
import type { GeminiWebSettings } from "./settings.ts";
import type { StreamRequest } from "./stream_request.ts";
import { Watchdog } from "../../http/watchdog.ts";

/** Longest waits in milliseconds; none is longer than `request_timeout_sec` without a word of the answer. */
const waits = {
  /** For the first byte. */
  beginning: 60_000,
  /** Between bytes. */
  idle: 60_000,
  /** Between bytes once the model thinks or the request stands in a queue. */
  busy: 300_000,
  /** Until the last snapshot is read to its end. */
  settling: 1000,
  /** After the final snapshot: Google leaves some connections open, and others it only keeps alive. */
  tail: 2000,
  longestTail: 15_000,
};

/** What one try needs. */
export interface Try {
  request: StreamRequest;
  model: WebModel;
  jar: CookieJar;
  client: GoogleClient;
  settings: GeminiWebSettings;
  /** The client's. */
  signal: AbortSignal;
  /** UTF-16 units of text up to which nothing is said before the end; absent: all is said as it comes. */
  holdUnits?: number;
}

/** One try: a StreamGenerate request and the reading of its answer. `close` it in the end. */
export class Answering {
  readonly #try: Try;
  readonly #abort = new AbortController();
  readonly #now: () => number;
  readonly #watchdog: Watchdog;
  readonly #reader = new AnswerReader();
  readonly tally = new AnswerTally();
  readonly #lease: Lease;
  #body?: BodyReader;
  #sentAt: number;
  #lastByteAt?: number;
  #lastWordAt?: number;
  #finishedAt?: number;
  #settled = true;
  #spoke = false;
  #heldUnits = 0;
  #ended = false;
  #failure?: WebFailure;
  #expired = false;
  #closed = false;

  constructor(attempt: Try) {
    this.#try = attempt;
    this.#now = attempt.settings.now ?? Date.now;
    this.#sentAt = this.#now();
    this.#lease = attempt.client.connections.take();
    this.#watchdog = new Watchdog(() => this.#deadline(), () => this.#expire(), this.#now);
    attempt.signal.addEventListener("abort", this.#leave, { once: true });
    if (attempt.signal.aborted) this.#leave();
    if (attempt.holdUnits !== undefined) this.#reader.hold(attempt.holdUnits);
  }

  /** Whether Google took the request. */
  get accepted(): boolean {
    return this.#reader.accepted;
  }

  /** Whether something of the answer was handed on, so that a retry could say it twice. */
  get spoke(): boolean {
    return this.#spoke;
  }

  /** Whether the answer is complete, so that `next` has nothing more to bring. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The model that answers, as far as it is known. */
  get served(): string {
    return servedModel(this.#reader.served ?? {}, this.#try.model)?.name ?? this.#try.model.name;
  }

  /** Sends the request; returns when Google answers with HTTP 200, else throws. */
  async open(): Promise<void> {
    const { request, jar, client } = this.#try;
    try {
      const response = await client.send({
        host: "gemini.google.com",
        method: "POST",
        ...request,
        signal: this.#abort.signal,
        connection: this.#lease,
      }, jar);
      if (response.status !== 200) throw await this.#refusal(response);
      if (!response.body) throw new WebFailure("emptyAnswer");
      this.#body = readBody(response.body, this.#abort.signal);
    } catch (thrown) {
      this.#explain(thrown);
    }
  }

  /**
   * The events that the next read brings, maybe none. Throws where the answer fails, after all that was said before;
   * what was held back as uncertain is not said then.
   */
  next(): Promise<GenerateEvent[]> {
    if (this.#failure) return Promise.reject(this.#failure);
    return this.#body!.read().then(this.#brought, this.#broke);
  }

  /** Ends the try and closes its connection, unless the answer was read to its end: then it can be used again. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#try.signal.removeEventListener("abort", this.#leave);
    this.#watchdog.stop();
    this.#try.client.connections.giveBack(this.#lease, this.#expired && !this.#ended);
    if (this.#reader.complete && this.#body) void drain(this.#body, this.#abort);
    else this.#abort.abort();
  }

  readonly #brought = (bytes: Uint8Array | undefined): GenerateEvent[] => {
    if (bytes) this.#take(bytes);
    const events = this.#reader.take();
    this.#count(events);
    if (!bytes || this.#reader.complete) this.#finish(events);
    return events;
  };

  readonly #broke = (thrown: unknown): GenerateEvent[] => {
    this.#explain(thrown);
    return this.#brought(undefined);
  };

  #take(bytes: Uint8Array): void {
    const reader = this.#reader;
    this.#lastByteAt = this.#now();
    reader.push(bytes);
    if (reader.foreign) throw new WebFailure("foreignAnswer");
    this.#refuseDowngrade();
    const finishes = reader.finished && this.#finishedAt === undefined;
    if (finishes) this.#finishedAt = this.#lastByteAt;
    const nearer = finishes || this.#settled;
    this.#settled = false;
    if (nearer) this.#watchdog.look();
  }

  /** Bytes stayed away for a moment: time to learn what the last snapshot says beside its text. */
  #settle(): void {
    this.#settled = true;
    this.#reader.settle();
    if (this.#reader.finished) this.#finishedAt ??= this.#lastByteAt;
    this.#watchdog.look();
  }

  /** Adds what could only be said at the end, or fails: at once if nothing was said, else after these events. */
  #finish(events: GenerateEvent[]): void {
    this.#reader.end();
    this.#refuseDowngrade();
    const last = this.#reader.take();
    this.tally.add(last);
    if (!this.tally.began) this.#spoke = false; // what was held came to nothing
    this.#failure = this.#verdict();
    if (!this.#failure) {
      this.#ended = true;
      events.push(...last);
    } else if (events.length === 0) throw this.#failure;
  }

  /** What the end of the body, or of the wait for it, means. Error rows count only where no whole answer came. */
  #verdict(): WebFailure | undefined {
    const { failure, finished, malformed, foreign } = this.#reader;
    const complete = this.#reader.complete && malformed === 0;
    if (this.tally.answered && (finished || (complete && (!failure || failure.code === 1096)))) {
      return undefined;
    }
    if (failure) return answerFailure(failure);
    if (foreign) return new WebFailure("foreignAnswer");
    // A later snapshot makes good for one that could not be read; here none did.
    if (malformed > 0) return new WebFailure("malformedAnswer");
    return new WebFailure(this.tally.began && !finished ? "interrupted" : "emptyAnswer");
  }

  #refuseDowngrade(): void {
    const { settings, model } = this.#try;
    if (!settings.strictModels) return;
    const served = servedModel(this.#reader.served ?? {}, model);
    if (served && isDowngrade(model, served)) {
      throw new WebFailure("modelDowngraded", { detail: served.name });
    }
  }

  #count(events: readonly GenerateEvent[]): void {
    this.tally.add(events);
    const { heldUnits } = this.#reader;
    // What is held counts as said.
    if (events.length === 0 && heldUnits === this.#heldUnits) return;
    this.#heldUnits = heldUnits;
    this.#spoke = true;
    this.#lastWordAt = this.#lastByteAt;
  }

  async #refusal(response: Response): Promise<WebFailure> {
    const body = await refusalText(response);
    return httpFailure({
      status: response.status,
      headers: response.headers,
      body,
      now: this.#now(),
    });
  }

  /** Throws what the network threw in other words; an end of the waiting after the final snapshot is no failure. */
  #explain(thrown: unknown): void {
    const { signal, settings } = this.#try;
    if (signal.aborted) throw cancelled();
    if (this.#reader.finished) return;
    if (this.#expired) throw this.#timeout();
    if (thrown instanceof GatewayError) throw thrown;
    if (this.#body) throw this.#cut();
    const host = new URL(settings.webUrl).hostname;
    throw networkFailure(thrown, { host, proxied: settings.proxied ?? false });
  }

  #timeout(): WebFailure {
    if (this.#lastByteAt !== undefined) return new WebFailure("stalled");
    return new WebFailure("noAnswer", { detail: Math.round((this.#now() - this.#sentAt) / 1000) });
  }

  /** The connection broke: what the rows said before counts more. */
  #cut(): WebFailure {
    const { failure } = this.#reader;
    return failure ? answerFailure(failure) : new WebFailure("interrupted");
  }

  #deadline(): number {
    const longest = this.#try.settings.requestTimeoutSec * 1000;
    const at = this.#lastByteAt;
    if (at === undefined) return this.#sentAt + Math.min(waits.beginning, longest);
    if (this.#finishedAt !== undefined) {
      return Math.min(at + waits.tail, this.#finishedAt + waits.longestTail);
    }
    const idle = this.#reader.busy ? waits.busy : waits.idle;
    const silence = Math.min(at + idle, (this.#lastWordAt ?? this.#sentAt) + longest);
    return this.#settled ? silence : Math.min(at + waits.settling, silence);
  }

  #expire(): void {
    if (!this.#settled) return this.#settle();
    this.#expired = true;
    this.#abort.abort();
  }

  readonly #leave = (): void => this.#abort.abort();
}

/** Reads what is left after the last row, which is next to nothing, so that the connection goes back to the pool. */
async function drain(body: BodyReader, abort: AbortController): Promise<void> {
  const timer = setTimeout(() => abort.abort(), waits.tail);
  try {
    while (await body.read());
  } catch {
    // The connection is closed, which is as well.
  } finally {
    clearTimeout(timer);
  }
}
