import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

type Lookup = (
  name: string,
  options: { all?: boolean },
  done: (error: null, address: unknown, family?: number) => void,
) => void;

/**
 * A `fetch` for GET that connects to these addresses, whatever the host's name has come to mean since they were looked
 * up. The Host header and the certificate go by the name as ever. Redirects are not followed, nothing is decompressed.
 * The runtime's own `fetch` cannot be told where to connect to for https.
 */
export function pinnedFetch(addresses: readonly string[]): typeof fetch {
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const lookup: Lookup = (_name, { all }, done) =>
    all ? done(null, found) : done(null, found[0]!.address, found[0]!.family);
  return async (input, init) => {
    const url = new URL(String(input));
    const { get } = await import(url.protocol === "https:" ? "node:https" : "node:http");
    // Some servers refuse whoever does not say who they are.
    const headers = {
      "user-agent": navigator.userAgent,
      ...Object.fromEntries(new Headers(init?.headers)),
    };
    const signal = init?.signal ?? undefined;
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { headers, signal, lookup, agent: false }, resolve)
        .on("error", reject)
        .on("close", () => reject(new Error("The connection was closed without an answer.")));
    });
    return responseOf(message);
  };
}

/** Throws where a `Response` cannot have the status, such as 999. */
function responseOf(message: IncomingMessage): Response {
  const status = message.statusCode!;
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) headers.set(name, String(value));
  if ([204, 205, 304].includes(status)) {
    message.resume();
    return new Response(null, { status, headers });
  }
  if (status < 200 || status > 599) {
    message.destroy();
    throw new RangeError(`The server answered with status ${status}.`);
  }
  return new Response(Readable.toWeb(message) as ReadableStream, { status, headers });
}
