import { assertEquals } from "@std/assert";
import { startGateway } from "./running_gateway.ts";

const messages = [{ role: "user", content: "Hello" }];
const body = JSON.stringify({ model: "gemini-3.5-flash", messages });

Deno.test("with DENO_CERT requests go out by HTTP/1.1, also where HTTP/2 is offered", async () => {
  assertEquals(await meet({ DENO_CERT: pathOf("authority.pem") }), {
    protocol: "http/1.1",
    code: "upstream_connection_lost",
  });
});

Deno.test("a certificate that is not trusted is told as such", async () => {
  assertEquals(await meet({}), { protocol: undefined, code: "upstream_tls_failed" });
});

/** What a server and a client see where the server closes each connection after the first bytes of a request. */
async function meet(env: Record<string, string>) {
  const listener = Deno.listenTls({
    hostname: "localhost",
    port: 0,
    cert: Deno.readTextFileSync(pathOf("certificate.pem")),
    key: Deno.readTextFileSync(pathOf("key.pem")),
    alpnProtocols: ["h2", "http/1.1"],
  });
  let protocol: string | undefined;
  const served = (async () => {
    for await (const connection of listener) {
      try {
        protocol = (await connection.handshake()).alpnProtocol ?? "none";
        await connection.read(new Uint8Array(1024));
      } catch {
        // The other side trusts nobody here.
      }
      connection.close();
    }
  })();
  const url = `https://localhost:${listener.addr.port}`;
  const gateway = await startGateway(["--gemini-web-url", url, "--retry-attempts", "0"], { env });
  const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: "POST", body });
  const { error: { code } } = await response.json();
  await gateway.stop();
  listener.close();
  await served;
  return { protocol, code };
}

function pathOf(file: string): string {
  return decodeURIComponent(new URL(`tls/${file}`, import.meta.url).pathname);
}
