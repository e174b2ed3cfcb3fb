import { assert, assertEquals, assertRejects } from "@std/assert";
import { type HttpHandler, serveHttp } from "./http_server.ts";

async function withServer(handler: HttpHandler, run: (url: string) => Promise<void>) {
  const server = serveHttp(0, handler);
  try {
    await run(server.url);
  } finally {
    await server.close();
  }
}

const echo: HttpHandler = ({ body }, reply) => reply.send(200, [], body);

Deno.test("bodies of all sizes arrive, whether their length is told or not", () =>
  withServer(echo, async (url) => {
    for (const size of [0, 1, 70_000, 3_000_000]) {
      const bytes = new Uint8Array(size).map((_, index) => index);
      const told = await fetch(url, { method: "POST", body: bytes });
      assertEquals(await told.bytes(), bytes);
      const stream = ReadableStream.from([bytes.subarray(0, 7), bytes.subarray(7)]
        .filter((part) => part.length));
      const chunked = await fetch(url, { method: "POST", body: stream });
      assertEquals(await chunked.bytes(), bytes);
    }
  }));

Deno.test("requests that come in one packet are answered in their order", () =>
  withServer(({ path }, reply) => reply.send(200, [], path), async (url) => {
    const socket = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
    const get = (path: string, last = "") => `GET ${path} HTTP/1.1\r\nHost: x\r\n${last}\r\n`;
    await socket.write(new TextEncoder().encode(get("/a") + get("/b", "Connection: close\r\n")));
    const text = await new Response(socket.readable).text();
    assertEquals(text.match(/\/[ab]$|\/[ab](?=HTTP)/g), ["/a", "/b"]);
  }));

Deno.test("the handler learns at once that the client left", async () => {
  const left = Promise.withResolvers<void>();
  const handler: HttpHandler = async (request, reply) => {
    await reply.begin(200, []);
    await reply.chunk("x");
    request.left.addEventListener("abort", () => left.resolve());
    await left.promise;
  };
  await withServer(handler, async (url) => {
    const leaving = new AbortController();
    const response = await fetch(url, { signal: leaving.signal });
    leaving.abort();
    await left.promise;
    await assertRejects(() => response.text());
  });
});

Deno.test("a chunk that is cut in its middle fails at the client", () =>
  withServer(async (_, reply) => {
    await reply.begin(200, []);
    await reply.cutChunk("0123456789");
  }, async (url) => {
    const response = await fetch(url);
    await assertRejects(() => response.text());
  }));

Deno.test("what a handler throws comes out when the server is closed", async () => {
  const server = serveHttp(0, () => Promise.reject(new Error("broken")));
  await assertRejects(() => fetch(server.url));
  const thrown = await server.close().catch((error) => error);
  assert(thrown instanceof Error);
  assertEquals(thrown.message, "broken");
});
