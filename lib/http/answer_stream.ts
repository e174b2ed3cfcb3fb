import { Buffer } from "node:buffer";
import { asGatewayError, cancelled, cutShort, type GatewayError } from "../core/gateway_error.ts";
import type { GenerateEvent } from "../core/generate_event.ts";
import type { StreamEncoder } from "./dialect.ts";
import type { RunningAnswers } from "./running_answers.ts";

/** What an answer stream reports, for the log; called once each, `onEnd` last. */
export interface AnswerStreamObserver {
  /** The bytes of the first delta are on their way. */
  onFirstDelta?(): void;
  onFinish?(event: Extract<GenerateEvent, { type: "finish" }>): void;
  /** The stream is over: complete, failed (`error`) or left by the client (kind `cancelled`). */
  onEnd?(bytes: number, error?: GatewayError): void;
}

export interface AnswerStreamOptions {
  /** The batches; its first result may already be awaited by the caller and is then handed in as `first`. */
  batches: AsyncIterator<readonly GenerateEvent[]>;
  first: Promise<IteratorResult<readonly GenerateEvent[]>>;
  encoder: StreamEncoder;
  /** Milliseconds of silence after which the encoder's heartbeat is written. */
  heartbeatMs: number;
  /** That silence has passed already: begins with a heartbeat. */
  silent?: boolean;
  /** Closes the upstream; called when the client leaves. */
  abort(): void;
  observer: AnswerStreamObserver;
  /** Where the stream is listed as long as it runs, to be failed from outside. */
  running?: RunningAnswers;
}

/**
 * The body of a streamed answer. It pulls: a client that does not read stops the source, one batch ahead of it. Each
 * batch leaves as one chunk; where very many answers run, several do. A failure is written in the dialect's words and
 * ends the body, so that no client takes a cut for an end.
 */
export function answerStream(options: AnswerStreamOptions): ReadableStream<Uint8Array> {
  const source = new AnswerStream(options);
  return new ReadableStream(source, { highWaterMark: 0 });
}

class AnswerStream implements UnderlyingDefaultSource<Uint8Array> {
  readonly #options: AnswerStreamOptions;
  #next?: Promise<IteratorResult<readonly GenerateEvent[]>>;
  #timer?: ReturnType<typeof setTimeout>;
  #lastWrite = 0;
  #bytes = 0;
  /** What waits to be written with what follows. */
  #held = "";
  #spoke = false;
  #over = false;
  #leave?: () => void;

  constructor(options: AnswerStreamOptions) {
    this.#options = options;
    this.#next = options.first;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { encoder, heartbeatMs, silent, running } = this.#options;
    this.#leave = running?.add((error) => {
      this.#fail(controller, error);
      this.#closeSource();
    });
    if (!encoder.heartbeat) return;
    if (silent) this.#write(controller, encoder.heartbeat);
    this.#armHeartbeat(controller, heartbeatMs);
  }

  /** Runs for as long as the client keeps up: to be called anew for each chunk would cost more than the chunk. */
  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const { batches, encoder } = this.#options;
    try {
      while (!this.#over && controller.desiredSize! >= 0) {
        const next = this.#next ?? batches.next();
        this.#next = undefined;
        const { value, done } = await next;
        if (this.#over) return;
        if (done) throw cutShort();
        this.#put(controller, encoder.encode(value));
        this.#observe(value, controller);
      }
    } catch (thrown) {
      this.#fail(controller, asGatewayError(thrown));
    }
  }

  cancel(): void {
    this.#end(cancelled());
    this.#closeSource();
  }

  #closeSource(): void {
    this.#options.abort();
    // Runs the source's clean-up; what it still says has no reader any more.
    this.#options.batches.return?.().then(undefined, () => {});
  }

  #observe(
    batch: readonly GenerateEvent[],
    controller: ReadableStreamDefaultController<Uint8Array>,
  ): void {
    const last = batch.at(-1);
    if (!this.#spoke && (batch.length > 1 || last?.type !== "start")) {
      this.#spoke = true;
      this.#options.observer.onFirstDelta?.();
    }
    if (last?.type !== "finish") return;
    this.#options.observer.onFinish?.(last);
    this.#flush(controller);
    this.#end();
    controller.close();
    // Lets the source run to its end (it has nothing more to say) so that its clean-up happens.
    this.#options.batches.return?.().then(undefined, () => {});
  }

  #fail(controller: ReadableStreamDefaultController<Uint8Array>, error: GatewayError): void {
    if (this.#over) return;
    this.#flush(controller);
    this.#write(controller, this.#options.encoder.fail(error));
    this.#end(error);
    controller.close();
  }

  /** Writes it, now or with what follows it at once. */
  #put(controller: ReadableStreamDefaultController<Uint8Array>, text: string): void {
    if (!text) return;
    if (this.#held) {
      this.#held += text;
    } else if (this.#options.running?.joinWrites(() => this.#flush(controller))) {
      this.#held = text;
    } else this.#write(controller, text);
  }

  #flush(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const text = this.#held;
    this.#held = "";
    if (text && !this.#over) this.#write(controller, text);
  }

  #write(controller: ReadableStreamDefaultController<Uint8Array>, text: string): void {
    const bytes = Buffer.from(text);
    this.#bytes += bytes.length;
    this.#lastWrite = Date.now();
    controller.enqueue(bytes);
  }

  #armHeartbeat(controller: ReadableStreamDefaultController<Uint8Array>, ms: number): void {
    // One timer that looks at the last write, instead of one re-armed with every chunk.
    this.#timer = setTimeout(() => {
      const silence = Date.now() - this.#lastWrite;
      const { heartbeatMs, encoder } = this.#options;
      const due = silence >= heartbeatMs;
      // A negative desired size means that the client has not even read what is there.
      if (due && (controller.desiredSize ?? -1) >= 0) this.#write(controller, encoder.heartbeat);
      this.#armHeartbeat(controller, due ? heartbeatMs : heartbeatMs - silence);
    }, ms);
  }

  #end(error?: GatewayError): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#leave?.();
    this.#options.observer.onEnd?.(this.#bytes, error);
  }
}
