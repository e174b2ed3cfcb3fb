import { Buffer } from "node:buffer";
import { GatewayError } from "../../../core/gateway_error.ts";

/** No line of an answer is longer; a body that has one is not an answer. */
const maxBytes = 64 * 1024 * 1024;

/** Bytes in one growing piece of memory that is used again and again. */
export class ByteTape {
  length = 0;
  #memory = Buffer.alloc(4096);

  /** The memory behind the bytes; valid until the next change. */
  get memory(): Buffer {
    return this.#memory;
  }

  set(bytes: Uint8Array): void {
    this.length = 0;
    this.append(bytes);
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.#memory.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Makes room for so many more bytes, which may then be written to `memory` behind `length`. */
  reserve(more: number): Buffer {
    const needed = this.length + more;
    if (needed > maxBytes) {
      throw new GatewayError("upstream", "Gemini sent an answer too large to read; try again.", {
        code: "upstream_malformed",
      });
    }
    if (needed > this.#memory.length) {
      const larger = Buffer.alloc(Math.max(needed, Math.min(2 * this.#memory.length, maxBytes)));
      larger.set(this.#memory.subarray(0, this.length));
      this.#memory = larger;
    }
    return this.#memory;
  }

  view(from = 0, to = this.length): Buffer {
    return this.#memory.subarray(from, to);
  }
}
