import { assertEquals, assertRejects } from "@std/assert";
import type { Batch } from "../../lib/emulation/filter.ts";
import { filtered, textFilter } from "../../lib/emulation/filter.ts";

const text = (delta: string): Batch => [{ type: "text", delta }];
const finish: Batch = [{
  type: "finish",
  reason: "length",
  usage: { inputTokens: 1, outputTokens: 1 },
}];

/** An upstream that notes when it is closed, and may fail at that. */
function upstream(closed: string[], failure?: Error) {
  return (async function* (): AsyncGenerator<Batch> {
    try {
      yield text("one");
      yield text("two");
      yield text("three");
    } finally {
      closed.push("closed");
      // deno-lint-ignore no-unsafe-finally -- an upstream that fails while it is closed is what is tried
      if (failure) throw failure;
    }
  })();
}

Deno.test("a filter that says finish closes the upstream, and is not asked again", async () => {
  const closed: string[] = [];
  const seen = await Array.fromAsync(filtered(upstream(closed), [
    (batch) => batch[0]?.type === "text" && batch[0].delta === "two" ? finish : batch,
  ]));
  assertEquals(seen, [text("one"), finish]);
  assertEquals(closed, ["closed"]);
});

Deno.test("a batch that a filter empties is not handed on, and later filters do not see it", async () => {
  const later: Batch[] = [];
  const seen = await Array.fromAsync(filtered(upstream([]), [
    (batch) => batch[0]?.type === "text" && batch[0].delta === "two" ? [] : batch,
    (batch) => (later.push(batch), batch),
  ]));
  assertEquals(seen, [text("one"), text("three")]);
  assertEquals(later, seen);
});

Deno.test("a filter's fault reaches the reader even if the upstream fails to close", async () => {
  const closed: string[] = [];
  const stream = filtered(upstream(closed, new Error("not closed")), [() => {
    throw new TypeError("the filter's own");
  }]);
  await assertRejects(() => Array.fromAsync(stream), TypeError, "the filter's own");
  assertEquals(closed, ["closed"]);
});

Deno.test("a reader that stops early closes the upstream", async () => {
  const closed: string[] = [];
  for await (const _ of filtered(upstream(closed), [])) break;
  assertEquals(closed, ["closed"]);
});

Deno.test("a source loses its place in a text that changed, also where nothing else of its batch does", () => {
  const rewrite = textFilter({ shifted: true, push: (delta) => delta, end: () => "" });
  const source = { type: "citation" as const, url: "https://a.test" };
  assertEquals(
    rewrite([...text("one"), { ...source, span: { start: 0, end: 3 } }]),
    [...text("one"), { ...source, span: undefined }],
  );
});
