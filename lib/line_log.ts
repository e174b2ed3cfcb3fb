/** UTF-16 units that wait for a reader; what comes on top is dropped and counted. */
const mostUnits = 1024 * 1024;

/**
 * Writes lines in their order, and never makes who has one to say wait or fail: neither a terminal that stands still
 * nor a full disk may hold requests up. Lines said while others are being written go in one write.
 */
export class LineLog {
  /** Takes some of the bytes at least; resolves with their number. */
  readonly #write: (bytes: Uint8Array) => Promise<number>;
  #lines: string[] = [];
  #units = 0;
  #dropped = 0;
  #writing?: Promise<void>;

  constructor(write: (bytes: Uint8Array) => Promise<number>) {
    this.#write = write;
  }

  say(line: string): void {
    if (this.#units > mostUnits) {
      this.#dropped++;
      return;
    }
    this.#lines.push(line);
    this.#units += line.length;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when all is written, as far as it can be. */
  async written(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#lines.length > 0) {
      const lines = this.#lines;
      if (this.#dropped > 0) {
        lines.push(`Warning: ${this.#dropped} lines of this log were dropped, as nobody read it.`);
      }
      this.#lines = [];
      this.#units = 0;
      this.#dropped = 0;
      await this.#writeText(`${lines.join("\n")}\n`);
    }
    this.#writing = undefined;
  }

  async #writeText(text: string): Promise<void> {
    let bytes = new TextEncoder().encode(text);
    try {
      while (bytes.length > 0) bytes = bytes.subarray(await this.#write(bytes));
    } catch {
      // There is no other place to say so.
    }
  }
}
