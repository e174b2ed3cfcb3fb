const exposed = [
  "x-request-id",
  "request-id",
  "x-gemini-model",
  "x-gemini-upstream",
  "x-gemini-ignored",
  "retry-after",
  "x-should-retry",
].join(", ");

/**
 * Lets pages of any origin read the answer: whether they may *have* one is decided before (`Access`), and a refusal is
 * worth reading. No credentials are ever involved.
 */
export function addCorsHeaders(headers: Headers, request: Request): void {
  const origin = request.headers.get("origin");
  if (!origin) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-expose-headers", exposed);
  headers.append("vary", "Origin");
}

/** The answer to OPTIONS, preflight or not, but for the headers of `addCorsHeaders`. */
export function preflight(request: Request): Response {
  const headers = new Headers({
    "allow": "GET, POST, DELETE, HEAD, OPTIONS",
    "access-control-allow-methods": "GET, POST, DELETE, HEAD, OPTIONS",
    "access-control-allow-headers": request.headers.get("access-control-request-headers") ??
      "authorization, content-type, x-api-key, x-goog-api-key, anthropic-version, anthropic-beta",
    "access-control-max-age": "86400",
  });
  if (request.headers.get("access-control-request-private-network") === "true") {
    headers.set("access-control-allow-private-network", "true");
  }
  return new Response(null, { status: 204, headers });
}
