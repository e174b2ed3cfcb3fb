/**
 * A fetch whose signal works for as long as the body is read. In Deno 2.9 the signal no longer reaches a body whose
 * `Response` was garbage-collected: the upstream would go on talking to a client that left, and no timeout would end
 * it. Here a response lives as long as the signal of its request.
 */
export function abortableFetch(base: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await base(input, init);
    const signal: Holder | null | undefined = init?.signal;
    if (signal) signal[held] = response;
    return response;
  };
}

/** A property, as a `WeakMap` would carry both from the young generation of the garbage collector into the old one. */
const held = Symbol("response");
type Holder = AbortSignal & { [held]?: Response };
