/**
 * A small HTTP/1.1 server on a raw socket: a fake needs what `Deno.serve` will not do, such as cutting a chunk in its
 * middle, choosing what each write holds, and seeing at once that the client left.
 */
export interface HttpServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  /** Stops listening and drops all connections. Throws what a handler threw meanwhile. */
  close(): Promise<void>;
}

export interface HttpRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  /** Aborts when the client closes its connection. */
  left: AbortSignal;
}

export type HttpHandler = (request: HttpRequest, reply: HttpReply) => Promise<void>;

export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** Listens on loopback; port 0 takes a free one. */
export function serveHttp(port: number, handler: HttpHandler): HttpServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port, transport: "tcp" });
  const open = new Set<Connection>();
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const accepting = (async () => {
    for await (const socket of listener) {
      socket.setNoDelay(true);
      const connection = new Connection(socket);
      open.add(connection);
      const served = connection.serve(handler).catch((thrown) => {
        failures.push(thrown);
      }).finally(() => {
        open.delete(connection);
        running.delete(served);
      });
      running.add(served);
    }
  })().catch(ignoreClosed);
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    close: async () => {
      listener.close();
      for (const connection of open) connection.drop();
      await Promise.all([accepting, ...running]);
      if (failures.length) throw failures[0];
    },
  };
}

/** The answer to one request. Writes after the client left do nothing. */
export class HttpReply {
  /** Whether the body is complete, so that the connection can serve another request. */
  complete = false;
  #chunked = false;

  constructor(readonly connection: Connection) {}

  /** A whole response. */
  async send(status: number, headers: HeaderLines, body: string | Uint8Array): Promise<void> {
    const bytes = toBytes(body);
    await this.raw(headText(status, [...headers, ["Content-Length", String(bytes.length)]]));
    await this.raw(bytes);
    this.complete = true;
  }

  /** Begins a chunked response. */
  async begin(status: number, headers: HeaderLines): Promise<void> {
    this.#chunked = true;
    await this.raw(headText(status, [...headers, ["Transfer-Encoding", "chunked"]]));
  }

  /** Sends one chunk in one write. */
  async chunk(body: string | Uint8Array): Promise<void> {
    const bytes = toBytes(body);
    if (bytes.length === 0) return;
    await this.raw(joined([toBytes(`${bytes.length.toString(16)}\r\n`), bytes, crlf]));
  }

  /** Announces a chunk of the body's length, sends half of it, and drops the connection. */
  async cutChunk(body: string | Uint8Array): Promise<void> {
    const bytes = toBytes(body);
    await this.raw(`${bytes.length.toString(16)}\r\n`);
    await this.raw(bytes.subarray(0, bytes.length >> 1));
    this.drop();
  }

  async end(): Promise<void> {
    if (this.#chunked) await this.raw("0\r\n\r\n");
    this.complete = true;
  }

  /** Bytes as they are, outside of any framing. */
  raw(body: string | Uint8Array): Promise<void> {
    return this.connection.write(toBytes(body));
  }

  /** Closes the connection without ending the body. */
  drop(): void {
    this.connection.drop();
  }
}

class Connection {
  readonly #socket: Deno.TcpConn;
  readonly #left = new AbortController();
  /** Bytes that came and were not yet taken. */
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #pendingBytes = 0;
  #more = Promise.withResolvers<void>();

  constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
  }

  async serve(handler: HttpHandler): Promise<void> {
    const reading = this.#read();
    try {
      for (;;) {
        const request = await this.#request();
        if (!request) break;
        const reply = new HttpReply(this);
        await handler(request, reply);
        if (!reply.complete || request.headers.get("connection") === "close") break;
      }
    } finally {
      this.drop();
      await reading;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length && !this.#left.signal.aborted;) {
        at += await this.#socket.write(bytes.subarray(at));
      }
    } catch {
      this.drop();
    }
  }

  drop(): void {
    this.#left.abort();
    try {
      this.#socket.close();
    } catch {
      // It was closed before.
    }
  }

  /** Reads for as long as the connection lives, so that its end shows at once. */
  async #read(): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (let n; (n = await this.#socket.read(buffer)) !== null;) {
        this.#pending.push(buffer.slice(0, n));
        this.#pendingBytes += n;
        this.#wake();
      }
    } catch {
      // A reset is an end like any other.
    }
    this.#left.abort();
    this.#wake();
  }

  #wake(): void {
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }

  async #request(): Promise<HttpRequest | undefined> {
    const head = await this.#until("\r\n\r\n");
    if (head === undefined) return undefined;
    const [requestLine = "", ...lines] = head.split("\r\n");
    const [method = "", target = "/"] = requestLine.split(" ");
    const headers = new Headers();
    for (const line of lines) {
      const colon = line.indexOf(":");
      if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
    }
    const body = await this.#body(headers);
    if (!body) return undefined;
    const { pathname: path, searchParams: query } = new URL(target, "http://fake");
    return { method, path, query, headers, body, left: this.#left.signal };
  }

  async #body(headers: Headers): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (headers.get("transfer-encoding") !== "chunked") {
      return await this.#take(Number(headers.get("content-length") ?? 0));
    }
    const parts: Uint8Array[] = [];
    for (;;) {
      const size = await this.#until("\r\n");
      if (size === undefined) return undefined;
      const part = await this.#take(parseInt(size, 16));
      if (!part || await this.#until("\r\n") === undefined) return undefined;
      if (part.length === 0) return joined(parts);
      parts.push(part);
    }
  }

  /** Text up to the marker, which is taken off too; `undefined` when the connection ended before. */
  async #until(marker: string): Promise<string | undefined> {
    for (;;) {
      const text = latin1.decode(this.#peek());
      const end = text.indexOf(marker);
      if (end >= 0) {
        await this.#take(end + marker.length);
        return text.slice(0, end);
      }
      if (this.#left.signal.aborted) return undefined;
      await this.#more.promise;
    }
  }

  async #take(length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    while (this.#pendingBytes < length) {
      if (this.#left.signal.aborted) return undefined;
      await this.#more.promise;
    }
    const all = this.#peek();
    this.#pending = [all.subarray(length)];
    this.#pendingBytes -= length;
    return all.slice(0, length);
  }

  #peek(): Uint8Array<ArrayBuffer> {
    const all = joined(this.#pending);
    this.#pending = [all];
    return all;
  }
}

const latin1 = new TextDecoder("latin1");
const encoder = new TextEncoder();
const crlf = encoder.encode("\r\n");

const reasons: Record<number, string> = {
  200: "OK",
  302: "Found",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  429: "Too Many Requests",
  500: "Internal Server Error",
};

function headText(status: number, headers: HeaderLines): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reasons[status] ?? "Status"}\r\n${lines.join("")}\r\n`;
}

function toBytes(body: string | Uint8Array): Uint8Array {
  return typeof body === "string" ? encoder.encode(body) : body;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function ignoreClosed(thrown: unknown): void {
  if (!(thrown instanceof Deno.errors.BadResource || thrown instanceof Deno.errors.Interrupted)) {
    throw thrown;
  }
}
