import { cancelled, GatewayError } from "../../core/gateway_error.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { Connections, type OwnFetch } from "../../http/connections.ts";
import { deadline } from "../../http/deadline.ts";
import { networkError, networkTrouble } from "../../http/network_failure.ts";
import { readBody } from "../../http/read_body.ts";
import { ApiFailure, unreadable } from "./api_failure.ts";
import { httpFailure } from "./google_failure.ts";
import type { GeminiApiSettings } from "./settings.ts";

export interface ApiRequest {
  /** Behind the version: `models/NAME:countTokens`, with a query where there is one. */
  path: string;
  /** Absent: a GET. */
  body?: string;
  /** A secret; it goes into a header and nowhere else. */
  key: string;
  signal: AbortSignal;
}

const version = "v1beta";

/** Sends requests to the API. */
export class ApiClient {
  readonly #settings: GeminiApiSettings;
  readonly #base: string;
  readonly connections: Connections;

  constructor(settings: GeminiApiSettings) {
    this.#settings = settings;
    this.connections = new Connections(settings.fetch, settings.openFetch);
    this.#base = `${new URL(settings.url).href.replace(/\/+$/, "")}/${version}/`;
  }

  /** The answer, a 200. Throws an `ApiFailure`, and the signal's reason when it aborts. */
  async send({ path, body, key, signal }: ApiRequest, { fetch }: OwnFetch): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.#base + path, {
        method: body === undefined ? "GET" : "POST",
        headers: body === undefined ? { "x-goog-api-key": key } : {
          "x-goog-api-key": key,
          "content-type": "application/json",
        },
        body,
        signal,
        // The key must not go elsewhere.
        redirect: "manual",
      });
    } catch (thrown) {
      signal.throwIfAborted();
      throw this.#unreached(thrown);
    }
    if (response.status === 200) return response;
    const { status, headers } = response;
    if (status < 400) {
      await response.body?.cancel();
      throw unreadable();
    }
    const { now } = this.#settings;
    throw httpFailure({ status, headers, body: await beginningOf(response) }, { key, now });
  }

  /** The JSON object that answers a request, within `request_timeout_sec`. */
  async call(request: ApiRequest): Promise<JsonObject> {
    const limit = deadline(this.#settings.requestTimeoutSec * 1000, request.signal);
    const lease = this.connections.take();
    try {
      const response = await this.send({ ...request, signal: limit.signal }, lease);
      const value: unknown = await response.json();
      if (isJsonObject(value)) return value;
      throw unreadable();
    } catch (thrown) {
      if (request.signal.aborted) throw cancelled();
      if (limit.expired) throw timedOut();
      if (thrown instanceof SyntaxError) throw unreadable();
      throw thrown instanceof GatewayError ? thrown : this.#unreached(thrown);
    } finally {
      limit.stop();
      this.connections.giveBack(lease, limit.expired);
    }
  }

  #unreached(thrown: unknown): ApiFailure {
    const trouble = networkTrouble(thrown, this.#settings.proxied);
    const host = new URL(this.#base).hostname;
    const { kind, message, code } = networkError(trouble, host, thrown);
    return new ApiFailure(kind, message, {
      code,
      cause: thrown,
      retry: trouble === "connection-lost" ? "once" : "never",
    });
  }
}

export function timedOut(): ApiFailure {
  return new ApiFailure(
    "timeout",
    "Gemini did not answer within request_timeout_sec; try again, or raise it.",
    { code: "upstream_timeout" },
  );
}

const refusalBytes = 64 * 1024;

/** The first 64 KiB of a refusal, which say all that matters. */
async function beginningOf(response: Response): Promise<string> {
  if (!response.body) return "";
  const body = readBody(response.body);
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let bytes; text.length < refusalBytes && (bytes = await body.read());) {
      text += decoder.decode(bytes, { stream: true });
    }
  } catch {
    // The status says enough.
  }
  await body.cancel();
  return text;
}
