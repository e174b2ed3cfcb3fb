/**
 * A fetch whose signal works for as long as the body is read. In Deno 2.9 the signal no longer reaches a body whose
 * `Response` was garbage-collected: the upstream would go on talking to a client that left, and no timeout would end
 * it. Here a response lives as long as the signal of its request.
 */
export function abortableFetch(base: typeof fetch): typeof fetch {
  const responses = new WeakMap<AbortSignal, Response>();
  return async (input, init) => {
    const response = await base(input, init);
    if (init?.signal) responses.set(init.signal, response);
    return response;
  };
}
