import type { Embeddings, EmbedRequest } from "../core/embedding.ts";
import type { GatewayError } from "../core/gateway_error.ts";
import type { GenerateEvent } from "../core/generate_event.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import type { Generation } from "../core/generation.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";
import type { ModelInfo } from "../core/backend.ts";

/**
 * One vendor's API as this gateway speaks it. Decoding and encoding are pure: ids and time come in by `ReplyContext`,
 * all else by the `Exchange`.
 */
export interface Dialect {
  /** The folder's name, e.g. `openai_chat`. */
  name: string;
  /** In order of precedence; the first whose method, path and `when` match serves the request. */
  routes: Route[];
  /** The error body in the vendor's words. */
  errorBody(error: GatewayError, requestId: string): JsonObject;
  /** Whether a request that no route serves looks like one of this dialect's (its 404 then speaks it). */
  claims(request: Request, url: URL): boolean;
}

export interface Route {
  method: "GET" | "POST" | "DELETE" | "HEAD";
  /** Matched against the whole path; named groups become `exchange.params`, URL-decoded. */
  path: RegExp;
  /** Tells dialects apart that share a path. */
  when?: (request: Request, url: URL) => boolean;
  handle: (exchange: Exchange) => Promise<Response> | Response;
}

/** One request at the dialect's hands, and what the gateway can do for it. */
export interface Exchange {
  request: Request;
  url: URL;
  params: Record<string, string>;
  /** The value of `x-request-id`. */
  requestId: string;
  /** The request's body, bounded and parsed; a missing or broken one is an `invalid-request`. */
  body(): Promise<JsonObject>;
  /** The body of a form with files, bounded and parsed. */
  form(): Promise<FormData>;
  /** Runs the turn on the backend that serves its model and answers, whole or streamed, as the turn says. */
  generate(turn: Turn): Promise<Response>;
  /** The models that can be asked for. */
  models(): Promise<ModelInfo[]>;
  /** The model of that name, aliases included; throws `not-found`. */
  model(name: string): Promise<ModelInfo>;
  /** Input tokens of a request: exact where the backend can, else estimated. */
  countTokens(request: GenerateRequest): Promise<number>;
  /** The whole answer to a request that the dialect words by itself, with the headers that every answer has. */
  collect(
    request: GenerateRequest,
    options?: CallOptions,
  ): Promise<{ generation: Generation; headers: AnswerHeaders; context: ReplyContext }>;
  /** Vectors of texts; throws `unsupported` where the model's upstream makes none. */
  embed(
    request: EmbedRequest,
    options?: CallOptions,
  ): Promise<{ embeddings: Embeddings; headers: AnswerHeaders }>;
}

/** Headers of an answer beside those of its body, by their lower-case names. */
export type AnswerHeaders = Record<string, string>;

export interface CallOptions {
  /** Paths of fields that were accepted but not honoured, for the `x-gemini-ignored` header. */
  ignored?: string[];
  /** The client's names of fields of the neutral request, for the same header. */
  names?: FieldNames;
  /** Gives the call up, beside the client's leaving. */
  signal?: AbortSignal;
}

/** A decoded request together with the way to answer it. */
export interface Turn {
  request: GenerateRequest;
  stream: boolean;
  /** Paths of fields that were accepted but not honoured, for the `x-gemini-ignored` header. */
  ignored: string[];
  /** The client's names of fields of the neutral request (`sampling.topP`), for the same header. */
  names?: FieldNames;
  /** The whole answer as the vendor's body. */
  whole(generation: Generation, context: ReplyContext): JsonValue;
  /** An encoder for one streamed answer. */
  streamed(context: ReplyContext): StreamEncoder;
}

export type FieldNames = Readonly<Record<string, string>>;

export interface ReplyContext {
  /** 32 hex digits, random per answer: dialects make their ids from it (`chatcmpl-…`, `resp_…`). */
  id: string;
  /** Unix seconds. */
  createdAt: number;
  requestId: string;
}

/** Turns events into the vendor's stream, one batch at a time. */
export interface StreamEncoder {
  contentType: string;
  /** What to write for these events; the finish event's text holds all that closes the stream. May be empty. */
  encode(batch: readonly GenerateEvent[]): string;
  /** What to write for a failure, the last thing on the stream. */
  fail(error: GatewayError): string;
  /** What to write after a long silence, also before the first event; empty where the vendor's clients die of it. */
  heartbeat: string;
}
