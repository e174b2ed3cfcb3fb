import type { Backend } from "../core/backend.ts";

/** What a gateway needs to know; where it comes from (flags, a Worker's variables) is not its business. */
export interface GatewaySettings {
  backends: { web?: Backend; api?: Backend };
  /** Keys that open the gateway; none: open to everyone who reaches it. */
  apiKeys: string[];
  /** Origins of web pages that may use the gateway without a key, e.g. `https://chat.example`. */
  corsOrigins: string[];
  /** Host names beside the loopback ones under which the gateway may be called. */
  allowedHosts: string[];
  /** Whether it listens on loopback only; then foreign Host headers are refused. */
  loopback: boolean;
  /** Even without `apiKeys` nobody gets in without a key: everyone can reach the gateway. */
  keyRequired?: boolean;
  maxBodyBytes: number;
  /** Answers a model's name that nothing else explains. */
  defaultModel: string;
  modelAliases: Record<string, string>;
  /** Unknown model names are errors. */
  strictModels: boolean;
  /** Which upstream serves a name that does not say: `auto` takes the API for clients with a Google key. */
  route: "auto" | "web" | "api";
  /** The owner's key of the official API, used for requests that bring none. A secret. */
  geminiApiKey?: string;
  /** Moves a request from the web to the API when the web refuses it before the first event. */
  fallbackToApi: boolean;
  /** No request may do another's I/O (Workers): then the writes of many streams are not joined. */
  isolatedRequests?: boolean;
  /** Milliseconds of silence after which a stream gets a heartbeat. */
  heartbeatMs: number;
  version: string;
  /** Takes one finished request for the log; absent: no request log. */
  logRequest?(entry: RequestLogEntry): void;
  /** Takes faults of the gateway's own, never secrets or prompts. */
  logFault(message: string): void;
}

/** What is known of a request when it is over. Never a prompt, cookie or key. */
export interface RequestLogEntry {
  id: string;
  method: string;
  /** Without the query, which may hold a key. */
  path: string;
  status: number;
  /** From the request's arrival to the last byte handed on. */
  ms: number;
  /** To the first delta, streamed answers only. */
  firstDeltaMs?: number;
  askedModel?: string;
  servedModel?: string;
  upstream?: string;
  /** Body bytes. */
  bytes: number;
  /** The failure's code or kind. */
  error?: string;
}
