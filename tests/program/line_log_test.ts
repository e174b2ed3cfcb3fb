import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { LineLog } from "../../lib/line_log.ts";
import { startGateway } from "./running_gateway.ts";

Deno.test("lines are written in their order, those said meanwhile in one write", async () => {
  const place = new SlowPlace();
  const log = new LineLog(place.write);
  for (const line of ["one", "two", "three"]) log.say(line);
  assertEquals(place.texts, ["one\n"]);
  place.take();
  await log.written();
  assertEquals(place.texts, ["one\n", "two\nthree\n"]);
  log.say("four");
  await log.written();
  assertEquals(place.texts.at(-1), "four\n");
});

Deno.test("a place that takes a few bytes at a time gets all of them", async () => {
  let text = "";
  const log = new LineLog((bytes) => {
    text += new TextDecoder().decode(bytes.subarray(0, 3));
    return Promise.resolve(Math.min(3, bytes.length));
  });
  log.say("a line of some length");
  await log.written();
  assertEquals(text, "a line of some length\n");
});

Deno.test("what nobody reads is kept up to a limit, and how much was dropped is told", async () => {
  const place = new SlowPlace();
  const log = new LineLog(place.write);
  log.say("first");
  const line = "x".repeat(1000);
  for (let count = 0; count < 2000; count++) log.say(line);
  place.take();
  await log.written();
  const [, rest] = place.texts;
  assert(rest!.length < 1_100_000);
  const kept = rest!.split("\n").filter((one) => one === line).length;
  assertStringIncludes(rest!, `${2000 - kept} lines of this log were dropped`);
});

Deno.test("a place that refuses loses its lines, and nobody fails", async () => {
  let full = true;
  const texts: string[] = [];
  const log = new LineLog((bytes) => {
    if (full) return Promise.reject(new Error("No space left on device"));
    texts.push(new TextDecoder().decode(bytes));
    return Promise.resolve(bytes.length);
  });
  log.say("lost");
  await log.written();
  full = false;
  log.say("written");
  await log.written();
  assertEquals(texts, ["written\n"]);
});

Deno.test("a log that nobody reads holds no request up", async () => {
  const gateway = await startGateway([], { deaf: true });
  // Together their lines are more than a pipe holds.
  const path = `/${"x".repeat(180)}`;
  for (let round = 0; round < 20; round++) {
    const signal = AbortSignal.timeout(20_000);
    const statuses = await Promise.all(Array.from({ length: 50 }, async () => {
      const response = await fetch(gateway.url + path, { signal });
      await response.body?.cancel();
      return response.status;
    }));
    assertEquals(statuses, Array(50).fill(404));
  }
  await gateway.stop("SIGKILL");
});

/** Takes nothing of its first write until it is told to. */
class SlowPlace {
  readonly texts: string[] = [];
  readonly #first = Promise.withResolvers<void>();

  readonly write = async (bytes: Uint8Array): Promise<number> => {
    this.texts.push(new TextDecoder().decode(bytes));
    if (this.texts.length === 1) await this.#first.promise;
    return bytes.length;
  };

  take(): void {
    this.#first.resolve();
  }
}
