import { assertEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { readFormBody } from "../../lib/http/form_body.ts";

function post(body: BodyInit, headers: HeadersInit = {}): Request {
  return new Request("http://gateway/", { method: "POST", body, headers });
}

async function codeOf(request: Request, maxBytes = 1000): Promise<string | undefined> {
  return (await assertRejects(() => readFormBody(request, maxBytes), GatewayError)).code;
}

Deno.test("a form's words and files are read as they were sent", async () => {
  const sent = new FormData();
  sent.append("prompt", "grün");
  sent.append(
    "image",
    new File([new Uint8Array([0, 13, 10, 255])], "a.png", { type: "image/png" }),
  );
  const form = await readFormBody(post(sent), 1000);
  const file = form.get("image") as File;
  assertEquals([form.get("prompt"), file.name, file.type], ["grün", "a.png", "image/png"]);
  assertEquals([...await file.bytes()], [0, 13, 10, 255]);
});

Deno.test("a form that is too long is refused, also one without a length", async () => {
  const long = `--x\r\n${"a".repeat(2000)}`;
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  assertEquals(
    await codeOf(post(long, { ...headers, "content-length": "2005" })),
    "body_too_large",
  );
  const pieces = ReadableStream.from([new TextEncoder().encode(long)]);
  assertEquals(await codeOf(post(pieces, headers)), "body_too_large");
});

Deno.test("what is no form, broken or compressed is refused", async () => {
  const form = { "content-type": "multipart/form-data; boundary=x" };
  assertEquals(await codeOf(post("--y\r\n", form)), "invalid_form");
  assertEquals(await codeOf(post("{}", { "content-type": "multipart/form-data" })), "invalid_form");
  assertEquals(await codeOf(post("{}", { "content-type": "application/json" })), "invalid_form");
  const compressed = { ...form, "content-encoding": "gzip" };
  assertEquals(await codeOf(post("x", compressed)), "unsupported_content_encoding");
});
