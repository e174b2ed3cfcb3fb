/** A small real proxy on loopback that counts what goes through it. */
export interface LoopbackProxy {
  url: string;
  /** The `host:port` of every connection or request that went through. */
  targets: string[];
  close(): Promise<void>;
}

/** An HTTP proxy for absolute-form requests and CONNECT. Refuses all without these credentials, where given. */
export function startHttpProxy(credentials?: string): LoopbackProxy {
  const wanted = credentials && `Proxy-Authorization: Basic ${btoa(credentials)}`;
  return serve("http", async (connection, targets) => {
    const head = await readHead(connection);
    if (wanted && !head.text.toLowerCase().includes(wanted.toLowerCase())) {
      await write(
        connection,
        "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
      );
      return undefined;
    }
    const connect = /^CONNECT (\S+):(\d+) /.exec(head.text);
    const absolute = /^[A-Z]+ http:\/\/([^/:\s]+):(\d+)(\/\S*)? /.exec(head.text);
    const [, hostname, port] = connect ?? absolute ?? [];
    if (!hostname || !port) return undefined;
    targets.push(`${hostname}:${port}`);
    const upstream = await Deno.connect({ hostname, port: Number(port) });
    if (connect) await write(connection, "HTTP/1.1 200 Connection established\r\n\r\n");
    else {
      const relative = head.text.replace(`http://${hostname}:${port}`, "");
      await write(upstream, relative);
    }
    await upstream.write(head.rest);
    return upstream;
  });
}

/** A SOCKS5 proxy without authentication. */
export function startSocksProxy(): LoopbackProxy {
  return serve("socks5", async (connection, targets) => {
    const [, methods] = await readExactly(connection, 2);
    await readExactly(connection, methods!);
    await connection.write(new Uint8Array([5, 0]));
    const [, , , kind] = await readExactly(connection, 4);
    const length = kind === 3 ? (await readExactly(connection, 1))[0]! : 4;
    const address = await readExactly(connection, length);
    const [high, low] = await readExactly(connection, 2);
    const hostname = kind === 3 ? new TextDecoder().decode(address) : address.join(".");
    const port = high! * 256 + low!;
    targets.push(`${hostname}:${port}`);
    const upstream = await Deno.connect({ hostname, port });
    await connection.write(new Uint8Array([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
    return upstream;
  });
}

type Handshake = (connection: Deno.Conn, targets: string[]) => Promise<Deno.Conn | undefined>;

function serve(scheme: string, handshake: Handshake): LoopbackProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const targets: string[] = [];
  const open = new Set<Deno.Conn>();
  const handle = async (connection: Deno.Conn) => {
    open.add(connection);
    const upstream = await handshake(connection, targets);
    if (!upstream) return connection.close();
    open.add(upstream);
    await Promise.allSettled([
      connection.readable.pipeTo(upstream.writable),
      upstream.readable.pipeTo(connection.writable),
    ]);
  };
  const accepting = (async () => {
    for await (const connection of listener) handle(connection).catch(() => {});
  })();
  return {
    url: `${scheme}://127.0.0.1:${listener.addr.port}`,
    targets,
    close: async () => {
      listener.close();
      await accepting;
      for (const connection of open) {
        try {
          connection.close();
        } catch { /* its pipe has closed it */ }
      }
    },
  };
}

async function readHead(connection: Deno.Conn): Promise<{ text: string; rest: Uint8Array }> {
  let bytes = new Uint8Array();
  const buffer = new Uint8Array(16_384);
  for (;;) {
    const count = await connection.read(buffer);
    if (count === null) return { text: "", rest: bytes };
    bytes = new Uint8Array([...bytes, ...buffer.subarray(0, count)]);
    const text = new TextDecoder("latin1").decode(bytes);
    const end = text.indexOf("\r\n\r\n");
    if (end >= 0) return { text: text.slice(0, end + 4), rest: bytes.slice(end + 4) };
  }
}

async function readExactly(connection: Deno.Conn, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = await connection.read(bytes.subarray(at));
    if (count === null) throw new Error("The connection ended early.");
    at += count;
  }
  return bytes;
}

async function write(connection: Deno.Conn, text: string): Promise<void> {
  await connection.write(new TextEncoder().encode(text));
}
