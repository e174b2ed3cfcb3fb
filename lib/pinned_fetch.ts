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
 * The runtime's own `fetch` cannot be told where to connect to.
 */
export function pinnedFetch(addresses: readonly string[]): typeof fetch {
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const lookup: Lookup = (_name, { all }, done) =>
    all ? done(null, found) : done(null, found[0]!.address, found[0]!.family);
  return async (input, init) => {
    const url = new URL(String(input));
    const { get } = await import(url.protocol === "https:" ? "node:https" : "node:http");
    const headers = Object.fromEntries(new Headers(init?.headers));
    const signal = init?.signal ?? undefined;
    return await new Promise<Response>((resolve, reject) => {
      get(url, { headers, signal, lookup, agent: false }, (message: IncomingMessage) => {
        resolve(responseOf(message));
      }).on("error", reject);
    });
  };
}

function responseOf(message: IncomingMessage): Response {
  const status = message.statusCode!;
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) headers.set(name, String(value));
  const body = status === 204 || status === 304 ? null : Readable.toWeb(message);
  return new Response(body as ReadableStream | null, { status, headers });
}
