import { assertEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { readJsonBody } from "../../lib/http/json_body.ts";

/** The same bytes with a length and, in two pieces, without one. */
function requests(bytes: Uint8Array<ArrayBuffer>): Request[] {
  const half = bytes.length >> 1;
  const pieces = ReadableStream.from([bytes.slice(0, half), bytes.slice(half)]);
  const headers = { "content-length": String(bytes.length) };
  return [
    new Request("http://gateway/", { method: "POST", body: bytes, headers }),
    new Request("http://gateway/", { method: "POST", body: pieces }),
  ];
}

Deno.test("a body in UTF-8 is read as it is, with or without a byte order mark", async () => {
  const said = { text: "grün 😀 �" };
  for (const text of [JSON.stringify(said), `\ufeff${JSON.stringify(said)}`]) {
    for (const request of requests(new TextEncoder().encode(text))) {
      assertEquals(await readJsonBody(request, 100), said);
    }
  }
});

Deno.test("a body in another charset is refused, and its letters not replaced", async () => {
  const latin1 = Uint8Array.from('{"text": "grün"}', (letter) => letter.charCodeAt(0));
  for (const request of requests(latin1)) {
    const { kind, message } = await assertRejects(() => readJsonBody(request, 100), GatewayError);
    assertEquals(kind, "invalid-request");
    assertEquals(message, "Cannot read the body: expected JSON in UTF-8.");
  }
});
