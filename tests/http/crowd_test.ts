import { assert, assertEquals } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { answerStream } from "../../lib/http/answer_stream.ts";
import { JoinedWrites } from "../../lib/http/joined_writes.ts";
import { RunningAnswers } from "../../lib/http/running_answers.ts";

const words = Array.from({ length: 50 }, (_, i) => `word ${i}, `);

Deno.test("in a crowd, the writes of some turns are joined, and nothing is lost", async () => {
  const alone = await chunksOf(crowd(3), say(words));
  const crowded = await chunksOf(crowd(200), say(words));
  assertEquals(alone.join(""), `${words.join("")}[end]`);
  assertEquals(crowded.join(""), alone.join(""));
  assert(crowded.length < alone.length, `${crowded.length} chunks instead of ${alone.length}`);
});

Deno.test("a batch of which nothing is for the client makes no chunk", async () => {
  assertEquals(await chunksOf(crowd(3), say(["a", "", "b"])), ["a", "b", "[end]"]);
});

Deno.test("in a crowd, what was said does not wait for what follows", async () => {
  const more = Promise.withResolvers<void>();
  async function* pausing() {
    yield [text("said")];
    await more.promise;
  }
  const reader = streamOf(crowd(200), pausing()).getReader();
  assertEquals(new TextDecoder().decode((await reader.read()).value), "said");
  more.resolve();
  await reader.cancel();
});

Deno.test("where requests are isolated, each write of a crowd is its own", async () => {
  const alone = await chunksOf(crowd(3), say(words));
  const isolated = new RunningAnswers();
  for (let i = 0; i < 200; i++) isolated.add(() => {});
  assertEquals(await chunksOf(isolated, say(words)), alone);
});

Deno.test("in a crowd, a failure comes behind all that was said before", async () => {
  async function* broken() {
    yield [text("said")];
    throw new GatewayError("upstream", "It broke.");
  }
  assertEquals((await chunksOf(crowd(200), broken())).join(""), "said[It broke.]");
});

Deno.test("in a crowd, a client that leaves is written to no more", async () => {
  const running = crowd(200);
  const stream = streamOf(running, say(words));
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  await turns(10);
  assertEquals((await reader.read()).done, true);
});

Deno.test("answers that are over are failed no more, in whatever order they end", () => {
  const running = new RunningAnswers();
  const failed: number[] = [];
  const leave = Array.from({ length: 6 }, (_, i) => running.add(() => failed.push(i)));
  for (const i of [5, 0, 2, 0]) leave[i]!();
  running.end(new GatewayError("unavailable", "The gateway stops."));
  assertEquals(failed.sort(), [1, 3, 4]);
});

/** So many other answers under way. */
function crowd(size: number): RunningAnswers {
  const running = new RunningAnswers(new JoinedWrites());
  for (let i = 0; i < size; i++) running.add(() => {});
  return running;
}

async function* say(deltas: string[]): AsyncGenerator<readonly GenerateEvent[]> {
  for (const delta of deltas) {
    await turns(1);
    yield [text(delta)];
  }
  yield [{ type: "finish", reason: "stop", usage: { inputTokens: 1, outputTokens: 1 } }];
}

function text(delta: string): GenerateEvent {
  return { type: "text", delta };
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

function streamOf(
  running: RunningAnswers,
  batches: AsyncGenerator<readonly GenerateEvent[]>,
): ReadableStream<Uint8Array> {
  return answerStream({
    batches,
    first: batches.next(),
    running,
    heartbeatMs: 15_000,
    abort() {},
    observer: {},
    encoder: {
      contentType: "text/plain",
      heartbeat: "",
      fail: (error) => `[${error.message}]`,
      encode: (batch) =>
        batch.map((event) => event.type === "text" ? event.delta : "[end]").join(""),
    },
  });
}

async function chunksOf(
  running: RunningAnswers,
  batches: AsyncGenerator<readonly GenerateEvent[]>,
): Promise<string[]> {
  const chunks: string[] = [];
  for await (const bytes of streamOf(running, batches)) {
    chunks.push(new TextDecoder().decode(bytes));
  }
  return chunks;
}
