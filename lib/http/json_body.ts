import { cancelled, GatewayError } from "../core/gateway_error.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";

/**
 * Reads a request's body as one JSON object of at most `maxBytes`. Throws `invalid-request` where it is missing or no
 * JSON object, `too-large` where it is longer; a body without a length is counted while it arrives.
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<JsonObject> {
  refuseEncodings(request);
  const length = Number(request.headers.get("content-length") ?? NaN);
  if (length > maxBytes) throw bodyTooLarge(maxBytes);
  const bytes = length <= maxBytes
    ? request.arrayBuffer()
    : readBounded(request, maxBytes).then((body) => body.arrayBuffer());
  return parseObject(textOf(await bytes.catch(brokenOff)));
}

/** A body whose end never came: only a client that leaves does that. */
export function brokenOff(thrown: unknown): never {
  throw thrown instanceof GatewayError ? thrown : cancelled();
}

/** The bytes of a body as long as there are at most so many; throws `too-large` else. */
export async function readBounded({ body }: Request, maxBytes: number): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const bytes of body ?? []) {
    size += bytes.length;
    if (size > maxBytes) throw bodyTooLarge(maxBytes);
    pieces.push(bytes);
  }
  return new Blob(pieces);
}

/** Another charset's letters would become replacement characters, and the model would read these. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new GatewayError("invalid-request", "Cannot read the body: expected JSON in UTF-8.", {
      code: "invalid_json",
    });
  }
}

function parseObject(text: string): JsonObject {
  if (text.trim() === "") {
    throw new GatewayError("invalid-request", "Cannot read the body: expected a JSON object.", {
      code: "missing_body",
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // V8 quotes a piece of the text in its message; only the position is safe to repeat.
    const at = /position \d+( \(line \d+ column \d+\))?/.exec(String(error))?.[0];
    throw new GatewayError(
      "invalid-request",
      `Cannot read the body: expected JSON${at ? `, and it breaks at ${at}` : ""}.`,
      { code: "invalid_json" },
    );
  }
  if (isJsonObject(value)) return value;
  throw new GatewayError("invalid-request", "Cannot read the body: expected a JSON object.", {
    code: "invalid_json",
  });
}

/** A compressed body could grow beyond every bound. */
export function refuseEncodings(request: Request): void {
  const encoding = request.headers.get("content-encoding");
  if (!encoding || encoding === "identity") return;
  throw new GatewayError(
    "invalid-request",
    `Cannot read the body in content-encoding "${encoding}": send it uncompressed.`,
    { status: 415, code: "unsupported_content_encoding" },
  );
}

export function bodyTooLarge(maxBytes: number): GatewayError {
  return new GatewayError(
    "too-large",
    `The request's body is larger than ${maxBytes} bytes; raise max_body_mb if you need more.`,
    { code: "body_too_large" },
  );
}
