import { assert, assertEquals, assertRejects } from "@std/assert";
import { fetchMedia } from "../../lib/http/fetch_media.ts";
import { pinnedFetch } from "../../lib/pinned_fetch.ts";
import { type HttpHandler, serveHttp } from "../fakes/http_server.ts";

async function withServer(handler: HttpHandler, run: (port: string) => Promise<void>) {
  const server = serveHttp(0, handler);
  try {
    await run(new URL(server.url).port);
  } finally {
    await server.close();
  }
}

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);

Deno.test("a pinned fetch connects to the address it was given, under the name of the URL", () =>
  withServer(async ({ headers }, reply) => {
    assert(headers.get("host")?.startsWith("name.invalid:"));
    assert(headers.get("user-agent"));
    await reply.send(200, [["Content-Type", "image/png"]], png);
  }, async (port) => {
    const response = await pinnedFetch(["127.0.0.1"])(`http://name.invalid:${port}/a`);
    assertEquals(response.headers.get("content-type"), "image/png");
    assertEquals(await response.bytes(), png);
  }));

Deno.test("a pinned fetch follows no redirect and ends with its signal", () =>
  withServer(async ({ path, left }, reply) => {
    if (path === "/moved") return await reply.send(302, [["Location", "/a"]], new Uint8Array());
    await new Promise((resolve) => left.addEventListener("abort", resolve, { once: true }));
  }, async (port) => {
    const pinned = pinnedFetch(["127.0.0.1"]);
    const moved = await pinned(`http://name.invalid:${port}/moved`);
    await moved.body?.cancel();
    assertEquals([moved.status, moved.headers.get("location")], [302, "/a"]);
    const controller = new AbortController();
    const silent = pinned(`http://name.invalid:${port}/silent`, { signal: controller.signal });
    controller.abort();
    await assertRejects(() => silent);
  }));

Deno.test("a status that a response cannot have, or that brings no body, harms nobody", () =>
  withServer(async ({ path }, reply) => {
    const upgrade = [["Connection", "upgrade"], ["Upgrade", "other"]] as const;
    await reply.send(Number(path.slice(1)), upgrade, new Uint8Array());
  }, async (port) => {
    const pinned = pinnedFetch(["127.0.0.1"]);
    for (const status of [204, 205, 304]) {
      const response = await pinned(`http://name.invalid:${port}/${status}`);
      assertEquals([response.status, response.body], [status, null]);
    }
    for (const status of [101, 600, 999]) {
      await assertRejects(() => pinned(`http://name.invalid:${port}/${status}`));
    }
  }));

Deno.test("a file is fetched from the addresses that were judged", () =>
  withServer(async (_, reply) => {
    await reply.send(200, [["Content-Type", "image/png"]], png);
  }, async (port) => {
    const asked: (readonly string[])[] = [];
    const file = await fetchMedia(`http://rebound.example:${port}/a.png`, {
      fetch: () => Promise.reject(new Error("looked up again")),
      maxBytes: 1000,
      timeoutSec: 5,
      maxRedirects: 3,
      allowPrivate: false,
      resolveHost: () => Promise.resolve(["93.184.216.34"]),
      fetchAt: (addresses) => {
        asked.push(addresses);
        return pinnedFetch(["127.0.0.1"]);
      },
      signal: new AbortController().signal,
    });
    assertEquals([file.base64, asked], ["iVBORw==", [["93.184.216.34"]]]);
  }));
