/** An answer as the upstream writes it: HTTP/1.1 with chunked coding, each chunk of the text in a chunk of its own. */
export interface AnswerBytes {
  /** The response's head. */
  head: Uint8Array;
  /** All of the response, head included. */
  burst: Uint8Array;
  /** Plays the answer once: each call gives the bytes of the next chunk, stamped; the last one ends the body. */
  play(): (stamp: Uint8Array) => Uint8Array;
}

const utf8 = new TextEncoder();

export function responseHead(contentType: string): Uint8Array {
  return utf8.encode(
    `HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\nVary: Origin\r\nVary: X-Origin\r\nServer: fake\r\n` +
      "X-Frame-Options: SAMEORIGIN\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-cache\r\n" +
      "Transfer-Encoding: chunked\r\n\r\n",
  );
}

/** A response of known length. */
export function fixedResponse(status: string, contentType: string, body: string): Uint8Array {
  const bytes = utf8.encode(body);
  return joined([
    utf8.encode(
      `HTTP/1.1 ${status}\r\nContent-Type: ${contentType}\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    ),
    bytes,
  ]);
}

/** A chunk of the chunked coding. */
export function httpChunk(bytes: Uint8Array): Uint8Array {
  return joined([utf8.encode(`${bytes.length.toString(16)}\r\n`), bytes, lineEnd]);
}

export const lastHttpChunk = utf8.encode("0\r\n\r\n");

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** JSON as Google writes it: without the signs that mean something in HTML. */
export function googleJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[<>&=']/g, (sign) => "\\u00" + sign.charCodeAt(0).toString(16));
}

const lineEnd = utf8.encode("\r\n");
