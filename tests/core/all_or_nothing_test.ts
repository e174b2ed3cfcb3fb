import { assertEquals, assertRejects } from "@std/assert";
import { allOrNothing } from "../../lib/core/all_or_nothing.ts";

Deno.test("results stand in the items' order, whichever is done first", async () => {
  const first = Promise.withResolvers<string>();
  const done = allOrNothing(["a", "b", "c"], 2, (item) => {
    if (item === "c") first.resolve("a");
    return item === "a" ? first.promise : Promise.resolve(item);
  });
  assertEquals(await done, ["a", "b", "c"]);
});

Deno.test("no more than the limit run at a time", async () => {
  let running = 0;
  let most = 0;
  await allOrNothing(Array(20).fill(0), 3, async () => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
  });
  assertEquals(most, 3);
});

Deno.test("a failure aborts what runs and begins nothing more", async () => {
  const begun: number[] = [];
  let aborted = false;
  const done = allOrNothing([0, 1, 2, 3], 2, (item, signal) => {
    begun.push(item);
    if (item === 1) return Promise.reject(new Error("no"));
    return new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => {
        aborted = true;
        resolve();
      });
    });
  });
  await assertRejects(() => done, Error, "no");
  await Promise.resolve();
  assertEquals([begun, aborted], [[0, 1], true]);
});

Deno.test("nothing to do gives nothing", async () => {
  assertEquals(await allOrNothing([], 4, () => Promise.resolve(1)), []);
});
