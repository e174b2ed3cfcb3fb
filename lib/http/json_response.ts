const utf8 = new TextEncoder();

/** A JSON answer with its length, which the log and keep-alive clients want to know. */
export function jsonResponse(value: unknown, init: ResponseInit = {}): Response {
  const body = utf8.encode(JSON.stringify(value));
  const headers = new Headers(init.headers);
  headers.set("content-type", "application/json");
  headers.set("content-length", String(body.length));
  return new Response(body, { ...init, headers });
}
