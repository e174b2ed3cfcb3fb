import { Buffer } from "node:buffer";

/** The head of a request; its body is passed over. */
export interface RequestHead {
  method: string;
  /** Path and query. */
  target: string;
}

/** Reads the HTTP/1.1 requests of one connection, one after the other. */
export class RequestReader {
  readonly #connection: Deno.Conn;
  readonly #memory = new Uint8Array(16 * 1024);
  #bytes = Buffer.alloc(0);

  constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** The next request, or `undefined` when the client left. */
  async next(): Promise<RequestHead | undefined> {
    let end: number;
    while ((end = this.#bytes.indexOf("\r\n\r\n")) < 0) {
      if (!await this.#more()) return undefined;
    }
    const head = this.#bytes.toString("latin1", 0, end);
    this.#bytes = this.#bytes.subarray(end + 4);
    if (/\r\ntransfer-encoding:/i.test(head)) {
      throw new Error("The fake upstream reads requests of known length only.");
    }
    if (!await this.#skip(Number(/\r\ncontent-length:\s*(\d+)/i.exec(head)?.[1] ?? 0))) {
      return undefined;
    }
    const [method = "", target = ""] = head.split(" ", 2);
    return { method, target };
  }

  async #skip(length: number): Promise<boolean> {
    let left = length;
    while (left > this.#bytes.length) {
      left -= this.#bytes.length;
      this.#bytes = Buffer.alloc(0);
      if (!await this.#more()) return false;
    }
    this.#bytes = this.#bytes.subarray(left);
    return true;
  }

  async #more(): Promise<boolean> {
    const size = await this.#connection.read(this.#memory);
    if (size === null) return false;
    this.#bytes = Buffer.concat([this.#bytes, this.#memory.subarray(0, size)]);
    return true;
  }
}
