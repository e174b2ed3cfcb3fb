import { cancelled, GatewayError } from "../../core/gateway_error.ts";
import type { FinishEvent, GenerateEvent } from "../../core/generate_event.ts";
import type { Lease } from "../../http/connections.ts";
import { type BodyReader, readBody } from "../../http/read_body.ts";
import { Watchdog } from "../../http/watchdog.ts";
import { AnswerReader, type AnswerReaderOptions } from "./answer_reader.ts";
import { type ApiClient, timedOut } from "./api_client.ts";
import { ApiFailure, interrupted, unreadable } from "./api_failure.ts";
import { finishReasonOf } from "./finish.ts";
import type { GeminiApiSettings } from "./settings.ts";

/** Milliseconds that a connection may stay open behind the finished answer. */
const tailMs = 2000;

/** An answer in one piece gives no sign of life while it grows, so it may take longer than one that is streamed. */
const wholePatience = 3;

/** What one try needs. */
export interface Try {
  client: ApiClient;
  settings: GeminiApiSettings;
  model: string;
  body: string;
  key: string;
  /** Whether there are stop sequences. */
  hasStops: boolean;
  /** Fetch the answer in one piece. */
  whole: boolean;
  reading: AnswerReaderOptions;
  /** The client's. */
  signal: AbortSignal;
}

/** One try: a request and the reading of its answer. `close` it in the end. */
export class Answering {
  readonly #try: Try;
  readonly #abort = new AbortController();
  readonly #watchdog: Watchdog;
  readonly #now: () => number;
  readonly #reader: AnswerReader;
  #lease?: Lease;
  #response?: Response;
  #body?: BodyReader;
  #lastByteAt: number;
  #expired = false;
  #ended = false;

  constructor(attempt: Try) {
    this.#try = attempt;
    this.#reader = new AnswerReader(attempt.reading);
    this.#now = attempt.settings.now ?? Date.now;
    this.#lastByteAt = this.#now();
    this.#lease = attempt.client.connections.take();
    this.#watchdog = new Watchdog(() => this.#deadline(), () => this.#expire(), this.#now);
    attempt.signal.addEventListener("abort", this.#leave, { once: true });
    if (attempt.signal.aborted) this.#leave();
  }

  /** Whether the answer is complete. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The model that answers, as far as it is known. */
  get model(): string {
    return this.#reader.model ?? this.#try.model;
  }

  /** Whether Google said its last, so that the end of the connection means nothing. */
  get #finished(): boolean {
    return this.#reader.finishReason !== undefined && !this.#reader.wentOn;
  }

  /** Sends the request; returns when Google answers with HTTP 200, else throws. */
  async open(): Promise<void> {
    const { client, model, body, key, whole } = this.#try;
    const method = whole ? "generateContent" : "streamGenerateContent?alt=sse";
    const path = `models/${encodeURIComponent(model)}:${method}`;
    try {
      const { signal } = this.#abort;
      this.#response = await client.send({ path, body, key, signal }, this.#lease!);
      const type = this.#response.headers.get("content-type") ?? "";
      if (!/event-stream|json/.test(type)) throw unreadable();
    } catch (thrown) {
      throw this.#worded(thrown);
    }
  }

  /** The events that the next read brings, maybe none; the last ones end with `finish`. Throws where it fails. */
  next(): Promise<GenerateEvent[]> {
    return this.#try.whole ? this.#readWhole() : this.#readNext();
  }

  async #readWhole(): Promise<GenerateEvent[]> {
    let text: string;
    try {
      text = await this.#response!.text();
    } catch (thrown) {
      throw this.#worded(thrown);
    }
    return this.#finish(this.#reader.readWhole(text));
  }

  async #readNext(): Promise<GenerateEvent[]> {
    let bytes: Uint8Array | undefined;
    try {
      if (!this.#response?.body) throw interrupted();
      this.#body ??= readBody(this.#response.body, this.#abort.signal);
      bytes = await this.#body.read();
    } catch (thrown) {
      // What breaks behind the end of an answer does not matter.
      if (this.#try.signal.aborted || !this.#finished) throw this.#worded(thrown);
    }
    if (!bytes) return this.#finish(this.#reader.end());
    const finished = this.#reader.finishReason;
    const events = this.#reader.read(bytes);
    this.#lastByteAt = this.#now();
    if (this.#reader.finishReason !== finished) this.#watchdog.look();
    return events;
  }

  /** Ends the try, and closes its connection unless the answer was read to its end: then it can be used again. */
  close(): void {
    this.#try.signal.removeEventListener("abort", this.#leave);
    this.#watchdog.stop();
    if (this.#lease) {
      this.#try.client.connections.giveBack(this.#lease, this.#expired && !this.#ended);
      this.#lease = undefined;
    }
    if (!this.#ended) this.#abort.abort();
  }

  #finish(events: GenerateEvent[]): GenerateEvent[] {
    const reason = finishReasonOf(this.#reader, this.#try.hasStops);
    this.#ended = true;
    const finish: FinishEvent = {
      type: "finish",
      reason,
      usage: this.#reader.usage(),
      model: this.model,
      native: this.#reader.native(),
    };
    events.push(finish);
    return events;
  }

  #worded(thrown: unknown): GatewayError {
    if (this.#try.signal.aborted) return cancelled();
    if (this.#expired) return this.#body ? stalled() : timedOut();
    if (thrown instanceof GatewayError) return thrown;
    return interrupted();
  }

  #deadline(): number {
    const { settings: { requestTimeoutSec }, whole } = this.#try;
    const silence = requestTimeoutSec * 1000 * (whole ? wholePatience : 1);
    return this.#lastByteAt + (this.#finished ? Math.min(tailMs, silence) : silence);
  }

  #expire(): void {
    this.#expired = true;
    this.#abort.abort();
  }

  readonly #leave = (): void => this.#abort.abort();
}

function stalled(): ApiFailure {
  return new ApiFailure("timeout", "Gemini stopped in the middle of its answer; try again.", {
    code: "upstream_stalled",
  });
}
