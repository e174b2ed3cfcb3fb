import { assertEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { networkFailure } from "../../lib/backends/gemini_web/network_failure.ts";
import { serveHttp } from "../fakes/http_server.ts";
import { answerOf, webBackend } from "./web_backend.ts";

Deno.test("a refused connection is told with the host", async () => {
  const error = await failure(`http://127.0.0.1:${freePort()}`);
  assertEquals([error.status, error.code], [502, "upstream_unreachable"]);
  assertEquals(error.message.startsWith("127.0.0.1 "), true);
});

Deno.test("a name that does not exist is told as such", async () => {
  const error = await failure("http://gemini.invalid");
  assertEquals([error.status, error.code], [502, "upstream_name_unresolved"]);
});

Deno.test("a server without TLS is told as such", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = listener.accept().then(async (socket) => {
    await socket.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
    return socket;
  });
  const error = await failure(`https://127.0.0.1:${listener.addr.port}`);
  assertEquals(error.code, "upstream_tls_failed");
  (await served).close();
});

for (const scheme of ["http", "socks5"]) {
  Deno.test(`a dead ${scheme} proxy is told as the proxy's failure`, async () => {
    const error = await failureBehind(`${scheme}://127.0.0.1:${freePort()}`);
    assertEquals([error.status, error.code], [502, "proxy_failed"]);
  });
}

for (const status of [407, 502]) {
  Deno.test(`a proxy that answers ${status} to CONNECT is told as the proxy's failure`, async () => {
    const proxy = serveHttp(0, (_, reply) => reply.send(status, [], ""));
    assertEquals((await failureBehind(proxy.url)).code, "proxy_failed");
    await proxy.close();
  });
}

const words: [string, string][] = [
  ["Network connection lost.", "connectionLost"],
  ["peer closed connection without sending TLS close_notify", "connectionLost"],
  ["stream error received: unexpected internal error encountered", "connectionLost"],
  ["stream closed because of a broken pipe", "connectionLost"],
  ["client error (Connect): tls handshake eof", "tlsFailed"],
  ["received fatal alert: NoApplicationProtocol", "tlsFailed"],
  ["getaddrinfo ENOTFOUND gemini.google.com", "nameUnresolved"],
  ["something else", "unreachable"],
];

for (const [message, name] of words) {
  Deno.test(`"${message}" is ${name}`, () => {
    const found = networkFailure(new TypeError(message), { host: "x", proxied: false });
    assertEquals(found.failure, name);
  });
}

Deno.test("an address that looks like a word of trouble is not read as one", () => {
  const cause = new Error("error sending request for url (https://tls-proxy.example/): odd");
  const thrown = new TypeError("fetch failed", { cause });
  assertEquals(networkFailure(thrown, { host: "x", proxied: false }).failure, "unreachable");
});

async function failureBehind(proxy: string): Promise<GatewayError> {
  using client = Deno.createHttpClient({ proxy: { url: proxy } });
  const proxied: typeof fetch = (input, init) => {
    const options: RequestInit & { client: Deno.HttpClient } = { ...init, client };
    return fetch(input, options);
  };
  return await failure("https://gemini.invalid", { fetch: proxied, proxied: true });
}

function failure(url: string, settings = {}): Promise<GatewayError> {
  return assertRejects(() => answerOf(webBackend(url, settings)), GatewayError);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
