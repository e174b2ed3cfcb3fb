import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Backend } from "../../lib/core/backend.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { textRequest } from "../../lib/core/generate_request.ts";
import { loadedGenerate } from "../../lib/core/loaded_generate.ts";
import { loadedOnce } from "../../lib/core/loaded_once.ts";

const request = textRequest("m", []);
const context = { signal: new AbortController().signal };
const batches: GenerateEvent[][] = ["one", "two"].map((delta) => [{ type: "text", delta }]);

function service(log: string[] = []): Pick<Backend, "generate"> {
  return {
    async *generate() {
      try {
        log.push("begun");
        yield* batches;
      } finally {
        log.push("over");
      }
    },
  };
}

Deno.test("what a module makes is made once, also for those who ask while it loads", async () => {
  let made = 0;
  const get = loadedOnce(() => Promise.resolve("module"), (module) => ({ module, no: ++made }));
  const [one, other] = await Promise.all([get(), get()]);
  assertEquals(one, { module: "module", no: 1 });
  assert(other === one);
  assert(get() === one); // no promise any more
});

Deno.test("a load that failed is tried again by the next use", async () => {
  let tries = 0;
  const get = loadedOnce(
    () => ++tries === 1 ? Promise.reject(new Error("no disk")) : Promise.resolve(tries),
    (module) => module,
  );
  await assertRejects(async () => await get(), Error, "no disk");
  assertEquals(await get(), 2);
});

Deno.test("the first request waits for the load and gets the whole stream", async () => {
  const load = Promise.withResolvers<Pick<Backend, "generate">>();
  const stream = loadedGenerate(() => load.promise)(request, context);
  const read = Array.fromAsync(stream);
  load.resolve(service());
  assertEquals(await read, batches);
});

Deno.test("once it is loaded, the stream and its results are the service's own", () => {
  const ready = service();
  const stream = ready.generate(request, context);
  const generate = loadedGenerate(() => ({ generate: () => stream }));
  assert(generate(request, context) === stream);
});

Deno.test("a stream of the first request hands on the service's results once it is open", async () => {
  const result = Promise.resolve({ value: batches[0]!, done: false });
  const generate = () => ({ [Symbol.asyncIterator]: () => ({ next: () => result }) });
  const late = loadedGenerate(() => Promise.resolve({ generate }))(request, context);
  const iterator = late[Symbol.asyncIterator]();
  await iterator.next();
  assert(iterator.next() === result);
  assertEquals(await iterator.return?.(), { value: undefined, done: true });
});

Deno.test("who leaves a first request's stream ends the service's", async () => {
  const log: string[] = [];
  for await (const _ of loadedGenerate(() => Promise.resolve(service(log)))(request, context)) {
    break;
  }
  assertEquals(log, ["begun", "over"]);
});

Deno.test("who leaves while it loads has the stream closed behind the one result under way", async () => {
  const log: string[] = [];
  const late = loadedGenerate(() => Promise.resolve(service(log)))(request, context);
  const iterator = late[Symbol.asyncIterator]();
  const [first, left] = await Promise.all([iterator.next(), iterator.return!()]);
  assertEquals([first.value, left.done], [batches[0], true]);
  assertEquals(log, ["begun", "over"]);
});

Deno.test("a failed load is the stream's failure, and none where nobody reads", async () => {
  const broken = loadedGenerate(() => Promise.reject(new Error("no disk")));
  await assertRejects(() => Array.fromAsync(broken(request, context)), Error, "no disk");
  broken(request, context);
  await new Promise((resolve) => setTimeout(resolve)); // an unhandled rejection would fail the test
});
