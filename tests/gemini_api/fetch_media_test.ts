import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { fetchMedia, type FetchMediaOptions } from "../../lib/http/fetch_media.ts";
import { isPrivateAddress, isPrivateHost } from "../../lib/http/private_address.ts";
import { type HttpHandler, serveHttp } from "../fakes/http_server.ts";
import { answerOf, ask, withApi } from "./api_backend.ts";

function get(url: string, change: Partial<FetchMediaOptions> = {}) {
  return fetchMedia(url, {
    fetch,
    maxBytes: 1000,
    timeoutSec: 5,
    maxRedirects: 3,
    allowPrivate: true,
    signal: new AbortController().signal,
    ...change,
  });
}

async function withServer(handler: HttpHandler, run: (url: string) => Promise<void>) {
  const server = serveHttp(0, handler);
  try {
    await run(server.url);
  } finally {
    await server.close();
  }
}

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);
const sendPng: HttpHandler = (_, reply) => reply.send(200, [["Content-Type", "image/png"]], png);

/** A fetch that must not be called. */
const noFetch: typeof fetch = () => Promise.reject(new Error("fetched all the same"));

const privateUrls = [
  ...["http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/"],
  ...["http://017700000001/", "http://0/", "http://10.1.2.3/", "http://172.31.0.1/"],
  ...["http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/"],
  ...["http://10.255.0.1/", "http://127.255.0.1/", "http://100.127.0.1/", "http://169.254.255.1/"],
  ...["http://192.168.255.1/", "http://198.19.0.1/", "http://240.0.0.1/", "http://0.255.0.1/"],
  ...["http://198.18.0.1/", "http://224.0.0.1/", "http://255.255.255.255/", "http://[::1]/"],
  ...["http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[fe80::1]/"],
  ...["http://[fd00::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/"],
  ...["http://[2001:db8::1]/", "http://localhost/", "http://LOCALHOST./", "http://a.localhost/"],
  ...["http://metadata.google.internal/", "http://printer.local/", "http://intranet/"],
  ...["http://①②⑦.0.0.1/", "http://127。0。0。1/", "http://[::127.0.0.1]/"],
];

for (const url of privateUrls) {
  Deno.test(`${url} is private`, async () => {
    const error = await assertRejects(
      () => get(url, { allowPrivate: false, fetch: noFetch }),
      GatewayError,
    );
    assertStringIncludes(error.message, "private network");
    assertEquals(error.status, 400);
  });
}

Deno.test("public places are not private", () => {
  for (const name of ["example.com", "8.8.8.8", "172.32.0.1", "100.128.0.1", "[2606:4700::1111]"]) {
    assert(!isPrivateHost(name), name);
  }
  assert(!isPrivateAddress("::ffff:8.8.8.8"));
  assert(!isPrivateAddress("2606:4700:0:0:0:0:0:1111"));
  assert(!isPrivateAddress("2001:4860:4860::8888"));
  for (
    const none of [
      "no address",
      "2606:4700",
      "2606::4700::1",
      "2606:1:2:3:4:5:6:7::8",
      "2606:4700:0:0:0:0:0:zzzz",
    ]
  ) {
    assert(isPrivateAddress(none), none);
  }
});

Deno.test("a public name for a private address is private where names can be resolved", async () => {
  const resolveHost = () => Promise.resolve(["93.184.216.34", "::ffff:10.0.0.1"]);
  const change = { allowPrivate: false, fetch: noFetch, resolveHost };
  await assertRejects(() => get("http://rebound.example/", change), GatewayError, "private");
});

Deno.test("each redirect is checked, and their number is bounded", async () => {
  const redirecting = (location: string): typeof fetch => (_url, init) => {
    assertEquals(init?.redirect, "manual");
    return Promise.resolve(new Response(null, { status: 302, headers: { location } }));
  };
  const change = { allowPrivate: false, fetch: redirecting("http://169.254.169.254/") };
  await assertRejects(() => get("http://a.example/", change), GatewayError, "private network");
  let left = 3;
  const ending: typeof fetch = (...asked) =>
    left-- > 0 ? redirecting("http://b.example/")(...asked) : Promise.resolve(new Response(png));
  await get("http://a.example/", { allowPrivate: false, fetch: ending });
  const loop = { allowPrivate: false, fetch: redirecting("http://b.example/") };
  await assertRejects(() => get("http://a.example/", loop), GatewayError, "redirects more than 3");
});

Deno.test("a file comes with its type", () =>
  withServer(sendPng, async (url) => {
    assertEquals(await get(url), { mediaType: "image/png", base64: "iVBORw==" });
  }));

Deno.test("a type is its bare word in small letters", async () => {
  const headers = { "content-type": "Image/PNG ; charset=x" };
  const answer = () => Promise.resolve(new Response(png, { headers }));
  assertEquals((await get("http://a.test/", { fetch: answer })).mediaType, "image/png");
});

Deno.test("a file whose server does not know its type has none", async () => {
  for (const headers of [[], [["content-type", "application/octet-stream"]]] as HeadersInit[]) {
    const answer = () => Promise.resolve(new Response(png, { headers }));
    assertEquals((await get("http://a.test/", { fetch: answer })).mediaType, undefined);
  }
});

Deno.test({
  name: "no timer outlives the fetching",
  sanitizeOps: true,
  async fn() {
    const sent = new Response(png, { headers: { "content-type": "image/png" } });
    await get("http://a.test/", { fetch: () => Promise.resolve(sent) });
  },
});

Deno.test("too much is refused, whether its length is told or not", async () => {
  const big = new Uint8Array(2000);
  const type = ["Content-Type", "image/png"] as const;
  await withServer((_, reply) => reply.send(200, [type], big), async (url) => {
    assertEquals((await assertRejects(() => get(url), GatewayError)).kind, "too-large");
  });
  const chunked: HttpHandler = async (_, reply) => {
    await reply.begin(200, [type]);
    for (let n = 0; n < 3; n++) await reply.chunk(big.subarray(0, 600));
    await reply.end();
  };
  await withServer(chunked, async (url) => {
    assertEquals((await assertRejects(() => get(url), GatewayError)).kind, "too-large");
  });
});

Deno.test("what is no file, fails, or takes too long is refused with its host alone", async () => {
  const html: HttpHandler = (_, reply) => reply.send(200, [["Content-Type", "text/html"]], "x");
  await withServer(html, async (url) => {
    await assertRejects(() => get(url), GatewayError, "it is text/html");
  });
  await withServer((_, reply) => reply.send(404, [], ""), async (url) => {
    const error = await assertRejects(() => get(`${url}/secret?token=1`), GatewayError, "HTTP 404");
    assert(!error.message.includes("secret"));
  });
  const slow: HttpHandler = ({ left }) =>
    new Promise((resolve) => left.addEventListener("abort", () => resolve()));
  await withServer(slow, async (url) => {
    await assertRejects(() => get(url, { timeoutSec: 0.1 }), GatewayError, "more than 0.1 seconds");
  });
  await assertRejects(() => get("http://127.0.0.1:9/"), GatewayError, "cannot be reached");
  await assertRejects(() => get("file:///etc/passwd"), GatewayError, "only http and https");
  await assertRejects(() => get("http://a:b@a.test/"), GatewayError, "user name or password");
  const error = await assertRejects(() => get("http://a.test/", { signal: AbortSignal.abort() }));
  assertEquals(error instanceof GatewayError && error.kind, "cancelled");
});

Deno.test("a picture's URL is fetched once and sent as data", () => {
  let fetched = 0;
  const counting: HttpHandler = (request, reply) => {
    fetched++;
    return sendPng(request, reply);
  };
  return withServer(counting, (url) =>
    withApi(async (api) => {
      const part = { type: "media", mediaType: "image/*", source: { url } } as const;
      await answerOf(api, ask("", { messages: [{ role: "user", parts: [part, part] }] }));
      const [content] = api.fake.generations[0]?.body.contents as { parts: unknown[] }[];
      const inlineData = { mimeType: "image/png", data: "iVBORw==" };
      assertEquals(content?.parts, [{ inlineData }, { inlineData }]);
      assertEquals(fetched, 1);
    }, { allowPrivateUrls: true }));
});

Deno.test("a private URL in a message is refused before anything is sent", () =>
  withApi(async (api) => {
    const source = { url: "http://127.0.0.1:1/x.png" };
    const part = { type: "media", mediaType: "image/*", source } as const;
    const request = ask("", { messages: [{ role: "user", parts: [part] }] });
    await assertRejects(() => answerOf(api, request), GatewayError, "private network");
    assertEquals(api.fake.requests.length, 0);
  }));

Deno.test("files that are too much together are refused, though each of them is not", () => {
  const file = new Uint8Array(17_000_000);
  const headers = { "Content-Type": "image/png" };
  return withApi(async (api) => {
    const parts = [1, 2, 3, 4, 5, 6].map((n) => {
      return {
        type: "media",
        mediaType: "image/*",
        source: { url: `http://a.test/${n}` },
      } as const;
    });
    const request = ask("", { messages: [{ role: "user", parts }] });
    const error = await assertRejects(() => answerOf(api, request), GatewayError, "together");
    assertEquals([error.kind, api.fake.requests.length], ["too-large", 0]);
  }, { allowPrivateUrls: true, fetch: () => Promise.resolve(new Response(file, { headers })) });
});
