import { Buffer } from "node:buffer";

export interface JsonResponseInit {
  status?: number;
  /** Those beside the body's own; the answer's from now on. */
  headers?: Headers;
}

/** A JSON answer with its length, which the log and keep-alive clients want to know. */
export function jsonResponse(
  value: unknown,
  { status, headers = new Headers() }: JsonResponseInit = {},
): Response {
  const body = JSON.stringify(value);
  headers.set("content-type", "application/json");
  headers.set("content-length", String(Buffer.byteLength(body)));
  return new Response(body, { status, headers });
}
