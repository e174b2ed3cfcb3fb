import { assertRejects } from "@std/assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { abortableFetch } from "../../lib/http/abortable_fetch.ts";

const fetchAbortably = abortableFetch(fetch);

Deno.test("the signal ends the reading of a body whose response is no longer held", async () => {
  const left = Promise.withResolvers<void>();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(slow(left.resolve)),
  );
  const abort = new AbortController();
  const reader = await open(`http://127.0.0.1:${server.addr.port}`, abort.signal);
  await collectGarbage();
  abort.abort();
  await assertRejects(async () => {
    while (!(await reader.read()).done);
  }, DOMException);
  await left.promise;
  await server.shutdown();
});

async function open(url: string, signal: AbortSignal) {
  const response = await fetchAbortably(url, { signal });
  return response.body!.getReader();
}

/** A body of a hundred pieces. */
function slow(onCancel: () => void): ReadableStream<Uint8Array> {
  let pieces = 0;
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      controller.enqueue(new Uint8Array(10));
      if (++pieces === 100) controller.close();
    },
    cancel: onCancel,
  });
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  await new Promise((resolve) => setTimeout(resolve));
  collect();
}
