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
 *
 * When the signal aborts, the connection is closed and `read` throws the signal's reason. This does not rely on the
 * signal that `fetch` was given, which Deno 2.9 loses sight of when garbage is collected.
 */
export function readBody(body: ReadableStream<Uint8Array>, signal?: AbortSignal): BodyReader {
  const reader = byteReader(body, signal) ?? pieceReader(body, signal);
  signal?.addEventListener("abort", reader.cancel, { once: true });
  if (signal?.aborted) void reader.cancel();
  return reader;
}

/** A reader into one buffer; a stream that was made of pieces (as tests do) has none. */
function byteReader(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): BodyReader | undefined {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
  let buffer = new ArrayBuffer(bufferBytes);
  // Not `async`: this is done for each piece of each answer, and a function that waits costs more than a handler.
  const taken = ({ value, done }: ReadableStreamReadResult<Uint8Array<ArrayBuffer>>) => {
    if (done || !value) return ended(signal);
    buffer = value.buffer;
    return value;
  };
  return {
    read: () => reader.read(new Uint8Array(buffer)).then(taken),
    cancel: () => reader.cancel().catch(() => {}),
  };
}

function pieceReader(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): BodyReader {
  const reader = body.getReader();
  return {
    async read() {
      const { value, done } = await reader.read();
      return done ? ended(signal) : value;
    },
    cancel: () => reader.cancel().catch(() => {}),
  };
}

/** A cancelled read ends like the body does; only the signal tells them apart. */
function ended(signal: AbortSignal | undefined): undefined {
  signal?.throwIfAborted();
  return undefined;
}
