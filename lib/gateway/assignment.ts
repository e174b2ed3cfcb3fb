import type { Backend } from "../core/backend.ts";
import type { GenerateRequest } from "../core/generate_request.ts";

/** A request with the backend that is to serve it. */
export interface Assignment {
  backend: Backend;
  /** The request in the backend's own names. */
  request: GenerateRequest;
  /** The model as the client wrote it. */
  asked: string;
  /** The client's or owner's key for that backend. A secret. */
  key?: string;
  /** Who takes over where this backend limits or blocks the request before its first event. */
  fallback?: Assignment;
}
