import { assertEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { deadline } from "../../lib/http/deadline.ts";
import { sleepFor } from "../../lib/http/sleep_for.ts";

const long = 60_000;

Deno.test({
  name: "a sleep ends at once when it is not wanted any more, or was not to begin with",
  sanitizeOps: true,
  async fn() {
    const leaving = new AbortController();
    const sleep = sleepFor(long, leaving.signal);
    leaving.abort();
    for (const ended of [sleep, sleepFor(long, leaving.signal)]) {
      assertEquals((await assertRejects(() => ended, GatewayError)).kind, "cancelled");
    }
  },
});

Deno.test({
  name: "a deadline passes on why its parent ended, also where that was before",
  sanitizeOps: true,
  fn() {
    const parent = new AbortController();
    const during = deadline(long, parent.signal);
    parent.abort("gone");
    const after = deadline(long, parent.signal);
    for (const one of [during, after]) {
      assertEquals([one.signal.aborted, one.signal.reason, one.expired], [true, "gone", false]);
      one.stop();
    }
  },
});

Deno.test("a deadline that was stopped ends no more", () => {
  const parent = new AbortController();
  const stopped = deadline(long, parent.signal);
  stopped.stop();
  parent.abort();
  assertEquals(stopped.signal.aborted, false);
});
