/** Reads a response's body piece by piece. */
export interface BodyReader {
  /** The next piece, or `undefined` at the end. Its bytes are valid until the next call: the buffer is used again. */
  read(): Promise<Uint8Array | undefined>;
  /** Gives the rest up, which closes the connection. Never fails. */
  cancel(): Promise<void>;
}

/** Bytes that one read can bring. */
const bufferBytes = 16 * 1024;

/**
 * A reader of a body. Where the platform can, all reads go through one buffer: with a new one for each read, a stream
 * of many small pieces costs more in garbage than in work.
 */
export function readBody(body: ReadableStream<Uint8Array>): BodyReader {
  const reader = byteReader(body);
  if (!reader) return readPieces(body.getReader());
  let buffer = new ArrayBuffer(bufferBytes);
  return {
    async read() {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done || !value) return undefined;
      buffer = value.buffer;
      return value;
    },
    cancel: () => reader.cancel().catch(() => {}),
  };
}

/** A reader into given buffers; a stream that was made of pieces (as tests do) has none. */
function byteReader(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}

function readPieces(reader: ReadableStreamDefaultReader<Uint8Array>): BodyReader {
  return {
    async read() {
      const { value, done } = await reader.read();
      return done ? undefined : value;
    },
    cancel: () => reader.cancel().catch(() => {}),
  };
}
