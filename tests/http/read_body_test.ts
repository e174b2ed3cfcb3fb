import { assertEquals, assertRejects } from "@std/assert";
import { readBody } from "../../lib/http/read_body.ts";

const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);

Deno.test("a body over the network is read whole", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(bytes),
  );
  const response = await fetch(`http://127.0.0.1:${server.addr.port}`);
  assertEquals(await readAll(response.body!), bytes);
});

Deno.test("a body made of pieces is read whole", async () => {
  const pieces = [bytes.slice(0, 10), bytes.slice(10, 60_000), bytes.slice(60_000)];
  assertEquals(await readAll(ReadableStream.from(pieces)), bytes);
});

Deno.test("giving a body up cancels its source", async () => {
  let cancelled = false;
  const body = readBody(
    new ReadableStream({
      pull: (controller) => controller.enqueue(bytes.slice()),
      cancel: () => void (cancelled = true),
    }),
  );
  await body.read();
  await body.cancel();
  assertEquals(cancelled, true);
});

Deno.test("a signal ends a read under way, whatever fetch knows of it, and closes the source", async () => {
  for (const type of ["bytes", undefined] as const) {
    const closed = Promise.withResolvers<void>();
    const source = { type, cancel: () => closed.resolve() } as UnderlyingDefaultSource<Uint8Array>;
    const abort = new AbortController();
    const body = readBody(new ReadableStream(source), abort.signal);
    const reading = assertRejects(() => body.read(), DOMException, "aborted");
    abort.abort();
    await reading;
    await closed.promise;
  }
});

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = readBody(stream);
  const all: number[] = [];
  for (let piece = await reader.read(); piece; piece = await reader.read()) {
    for (const byte of piece) all.push(byte);
  }
  return Uint8Array.from(all);
}
