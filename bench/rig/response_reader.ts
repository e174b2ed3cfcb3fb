import { Buffer } from "node:buffer";

/** Reads one HTTP/1.1 response: the pieces of its body, without the chunked coding. */
export class ResponseReader {
  readonly #connection: Deno.Conn;
  readonly #memory = Buffer.alloc(64 * 1024);
  #bytes: Buffer = this.#memory.subarray(0, 0);
  #chunked = false;
  /** Bytes of the body, or of the chunk and the line break behind it, that are still to come. */
  #left = 0;
  #headRead = false;

  constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** The next piece, lent until the next call; `undefined` at the end. Throws where the status is not 200. */
  async read(): Promise<Buffer | undefined> {
    if (!this.#headRead) await this.#readHead();
    for (;;) {
      if (this.#chunked && this.#left === 0 && !await this.#readChunkSize()) return undefined;
      if (this.#left === 0) return undefined;
      if (this.#bytes.length === 0) await this.#more();
      const size = Math.min(this.#left, this.#bytes.length);
      // The line break behind a chunk is no part of it.
      const data = this.#chunked ? Math.min(size, Math.max(0, this.#left - 2)) : size;
      const piece = this.#bytes.subarray(0, data);
      this.#bytes = this.#bytes.subarray(size);
      this.#left -= size;
      if (data > 0) return piece;
    }
  }

  async #readHead(): Promise<void> {
    let end: number;
    while ((end = this.#bytes.indexOf("\r\n\r\n")) < 0) await this.#more();
    const head = this.#bytes.toString("latin1", 0, end);
    this.#bytes = this.#bytes.subarray(end + 4);
    this.#headRead = true;
    this.#chunked = /\r\ntransfer-encoding:\s*chunked/i.test(head);
    this.#left = Number(/\r\ncontent-length:\s*(\d+)/i.exec(head)?.[1] ?? 0);
    const status = head.slice(9, 12);
    if (status !== "200") throw new Error(`status ${status}`);
  }

  async #readChunkSize(): Promise<boolean> {
    let end: number;
    while ((end = this.#bytes.indexOf("\r\n")) < 0) await this.#more();
    const size = parseInt(this.#bytes.toString("latin1", 0, end), 16);
    this.#bytes = this.#bytes.subarray(end + 2);
    this.#left = size + 2;
    if (size > 0) return true;
    while (this.#bytes.length < 2) await this.#more();
    return false;
  }

  async #more(): Promise<void> {
    const kept = this.#bytes.length;
    if (kept === this.#memory.length) throw new Error("a line is too long");
    this.#bytes.copy(this.#memory);
    const size = await this.#connection.read(this.#memory.subarray(kept));
    if (size === null) throw new Error("closed early");
    this.#bytes = this.#memory.subarray(0, kept + size);
  }
}

/** Whether it means only that the connection was closed before. */
export function connectionLost(thrown: unknown): boolean {
  return thrown instanceof Deno.errors.BadResource || thrown instanceof Deno.errors.Interrupted;
}
