import type { JsonValue } from "../../../lib/core/json.ts";
import type { HttpRequest } from "../http_server.ts";
import { generatePath, innerOf } from "./generate_call.ts";
import { readCookies } from "./google_session.ts";

/** One request as it came. */
export interface RecordedRequest {
  /** Milliseconds as by `performance.now()`. */
  at: number;
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Headers;
  cookies: ReadonlyMap<string, string>;
  body: Uint8Array<ArrayBuffer>;
  /** The decoded inner array of `f.req`. */
  inner?: JsonValue[];
  prompt?: string;
  /** The form's XSRF token. */
  token?: string;
  /** Why the fake refused it. */
  refused?: string;
}

export function recordRequest(request: HttpRequest): RecordedRequest {
  const form = request.path.endsWith(generatePath)
    ? new URLSearchParams(new TextDecoder().decode(request.body))
    : undefined;
  const inner = form && innerOf(form);
  const message = inner?.[0];
  const prompt = Array.isArray(message) ? message[0] : undefined;
  return {
    at: performance.now(),
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.query),
    headers: request.headers,
    cookies: readCookies(request.headers),
    body: request.body,
    inner,
    prompt: typeof prompt === "string" ? prompt : undefined,
    token: form?.get("at") ?? undefined,
  };
}
