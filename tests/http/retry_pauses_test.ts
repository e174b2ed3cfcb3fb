import { assertEquals } from "@std/assert";
import { RetryPauses } from "../../lib/http/retry_pauses.ts";

const { signal } = new AbortController();

function pausing(random = 0) {
  const slept: number[] = [];
  const sleep = (ms: number) => Promise.resolve(void slept.push(ms));
  return { slept, pauses: new RetryPauses({ retryDelaySec: 2, random: () => random, sleep }) };
}

Deno.test("a request waits for ten seconds in all because the upstream asks for it", async () => {
  const { pauses } = pausing();
  assertEquals([pauses.allows(10), pauses.allows(11)], [true, false]);
  await pauses.wait(6, signal);
  assertEquals([pauses.allows(4), pauses.allows(5), pauses.allows()], [true, false, true]);
});

Deno.test("a pause is what the upstream asks for, or its own of half the longest and more", async () => {
  const { pauses, slept } = pausing();
  await pauses.wait(0, signal);
  await pauses.wait(1.5, signal);
  const late = pausing(0.5);
  await late.pauses.wait(0, signal);
  assertEquals([...slept, ...late.slept], [1000, 1500, 1500]);
});
