import { GatewayError } from "../core/gateway_error.ts";
import { bodyTooLarge, brokenOff, readBounded, refuseEncodings } from "./json_body.ts";

/**
 * Reads a request's body as a form (`multipart/form-data`, or URL-encoded) of at most `maxBytes`. Throws
 * `invalid-request` where it is none, `too-large` where it is longer.
 */
export async function readFormBody(request: Request, maxBytes: number): Promise<FormData> {
  refuseEncodings(request);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw bodyTooLarge(maxBytes);
  const bytes = await readBounded(request, maxBytes).catch(brokenOff);
  const headers = { "content-type": request.headers.get("content-type") ?? "" };
  try {
    return await new Response(bytes, { headers }).formData();
  } catch {
    // What the parser says may quote the body.
    throw new GatewayError(
      "invalid-request",
      "Cannot read the body: expected a complete form of the kind that its content-type names.",
      { code: "invalid_form" },
    );
  }
}
