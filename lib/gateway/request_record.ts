import type { GatewayError } from "../core/gateway_error.ts";
import type { RequestLogEntry } from "./settings.ts";

/** Gathers what the log will say of one request; says it once, when the request is over. */
export class RequestRecord {
  readonly id: string;
  askedModel?: string;
  servedModel?: string;
  upstream?: string;
  firstDeltaMs?: number;
  status = 0;
  error?: string;
  /** Whether a stream has taken over: then its end is the request's end. */
  streaming = false;
  readonly #startedAt = performance.now();
  readonly #request: Request;
  readonly #path: string;
  readonly #log?: (entry: RequestLogEntry) => void;

  constructor(
    request: Request,
    url: URL,
    log: ((entry: RequestLogEntry) => void) | undefined,
  ) {
    this.id = crypto.randomUUID().replaceAll("-", "");
    this.#request = request;
    this.#path = url.pathname;
    this.#log = log;
  }

  serves({ asked, served, upstream }: { asked: string; served: string; upstream: string }): void {
    this.askedModel = asked;
    this.servedModel = served;
    this.upstream = upstream;
  }

  firstDelta(): void {
    this.firstDeltaMs = Math.round(performance.now() - this.#startedAt);
  }

  failed(error: GatewayError): void {
    this.error = error.code ?? error.kind;
  }

  end(bytes: number): void {
    this.#log?.({
      id: this.id,
      method: this.#request.method,
      path: this.#path,
      status: this.status,
      ms: Math.round(performance.now() - this.#startedAt),
      firstDeltaMs: this.firstDeltaMs,
      askedModel: this.askedModel,
      servedModel: this.servedModel,
      upstream: this.upstream,
      bytes,
      error: this.error,
    });
  }
}
