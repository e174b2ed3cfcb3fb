import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { collect, textOf } from "../../lib/core/generation.ts";
import { estimateTokens } from "../../lib/core/token_estimate.ts";
import { emulate } from "../../lib/emulation/emulate.ts";
import { block, now, tools, weather } from "./corpus/case.ts";
import {
  answerOf,
  context,
  emulated,
  eventsOf,
  fakeBackend,
  promptOf,
  userRequest,
} from "./fake_backend.ts";
import { cut } from "./random.ts";

const bad = block('{"name": "get_weather", "arguments": {"city": Oslo}}');
const request = userRequest("Weather?", { tools });

Deno.test("text streams at once, and only the start of what may be a block waits", async () => {
  const events = await eventsOf(
    fakeBackend([[
      "One",
      " two\n",
      "``",
      "`js\nlet",
      " a\n```\n",
      "```tool",
      "_call\n",
      now,
      "\n```",
    ]]),
    request,
  );
  assertEquals(
    events.map((event) => event.type === "text" ? event.delta : event.type),
    [
      "start",
      "One",
      " two",
      "\n```js\nlet",
      " a\n```",
      "tool-call-start",
      "tool-call-delta",
      "tool-call-end",
      "finish",
    ],
  );
});

Deno.test("a call's id is unique and comes from the options or from chance", async () => {
  const answer = `${block(weather)}\n${block(weather)}`;
  const ids = async () => {
    const backend = emulate(fakeBackend([answer]));
    const { parts } = await collect(backend.generate(request, context));
    return parts.flatMap((part) => part.type === "tool-call" ? [part.id] : []);
  };
  const all = [...await ids(), ...await ids()];
  assertEquals(new Set(all).size, 4);
  assert(all.every((id) => /^call_[0-9a-f]{24}$/.test(id)));
});

Deno.test("long arguments come in several deltas that cut no character", async () => {
  const input = "😀".repeat(5000);
  const events = await eventsOf(
    fakeBackend([block(JSON.stringify({ name: "exec", arguments: { input } }))]),
    request,
  );
  const deltas = events.flatMap((event) => event.type === "tool-call-delta" ? [event.delta] : []);
  assert(deltas.length > 1 && deltas.every((delta) => delta.isWellFormed()));
  assertEquals(JSON.parse(deltas.join("")), { input });
});

Deno.test("the second question names the fault and shows the block, the conversation stays as it is", async () => {
  const backend = fakeBackend([`Hm.\n${bad}`, block(weather)]);
  await answerOf(backend, request);
  const [first, second] = [promptOf(backend, 0), promptOf(backend, 1)];
  assert(second.startsWith(first));
  assertStringIncludes(second.slice(first.length), "not valid JSON");
  assertStringIncludes(second.slice(first.length), `\`\`\`\`text\n${bad}\n\`\`\`\``);
});

Deno.test("the second question says that the calls already made are running", async () => {
  const words = "The other calls of that answer are already running.";
  const backend = fakeBackend([`${block(now)}\n${bad}`, block(weather)]);
  await answerOf(backend, request);
  assertStringIncludes(promptOf(backend, 1), words);
  const alone = fakeBackend([bad, block(weather)]);
  await answerOf(alone, request);
  assert(!promptOf(alone, 1).includes(words));
});

Deno.test("the second question for a required call repeats that it must be made", async () => {
  const backend = fakeBackend(["No.", block(now)]);
  const toolChoice = { mode: "required" as const, allowed: ["now"] };
  await answerOf(backend, { ...request, toolChoice });
  assertEquals(promptOf(backend, 1).split("must call now").length, 3);
});

Deno.test("nothing of a required answer is sent before it is known to call", async () => {
  const backend = fakeBackend(["No.", "Never."]);
  const events: GenerateEvent[] = [];
  const answer = emulated(backend).generate(
    { ...request, toolChoice: { mode: "required" } },
    context,
  );
  await assertRejects(async () => {
    for await (const batch of answer) events.push(...batch);
  }, GatewayError);
  assertEquals(events, [{ type: "start", model: "fake" }]);
});

Deno.test("a second question that does not fit is asked without its reason", async () => {
  const prompts = fakeBackend(["ok"]);
  await answerOf(prompts, request);
  const limit = promptOf(prompts).length + 10;
  const backend = fakeBackend([bad, block(weather)], { maxPromptBytes: limit });
  assertEquals((await answerOf(backend, request)).finishReason, "tool-calls");
  assertEquals(promptOf(backend, 1), promptOf(backend, 0));
});

Deno.test("two generations count as one answer's usage, and start once", async () => {
  const events = await eventsOf(fakeBackend([bad, block(weather)]), request);
  assertEquals(events.filter((event) => event.type === "start").length, 1);
  assertEquals(events.at(-1), {
    type: "finish",
    reason: "tool-calls",
    usage: { inputTokens: 1, outputTokens: 2, reasoningTokens: undefined },
  });
});

Deno.test("an answer cut after the second generation counts each generation once", async () => {
  const backend = fakeBackend([bad, block(now)]);
  const { usage } = await answerOf(backend, { ...request, parallelToolCalls: false });
  assertEquals(usage.outputTokens, estimateTokens(bad) + estimateTokens(block(now)));
});

Deno.test("an answer that a limit cut is not asked for again", async () => {
  const backend = fakeBackend([cut(`Hm.\n${bad}\n${"x".repeat(400)}`, 50, () => 0.9)]);
  const generation = await answerOf(backend, { ...request, sampling: { maxOutputTokens: 40 } });
  assertEquals([backend.asked.length, generation.finishReason], [1, "length"]);
  assertStringIncludes(textOf(generation), bad);
});

Deno.test("thoughts, pictures and sources go on beside calls; places in a text that changed are dropped", async () => {
  const span = { start: 0, end: 3 };
  const events = await eventsOf(
    fakeBackend([[
      [{ type: "start", model: "fake" }, { type: "reasoning", delta: "Hm." }],
      [{ type: "citation", url: "https://a.test", span }],
      [{ type: "text", delta: block(now) }],
      [{ type: "media", mediaType: "image/png", source: { base64: "AA==" } }],
      [{ type: "text", delta: "\n" }],
      [{ type: "citation", url: "https://b.test", span }],
      [{ type: "finish", reason: "stop", usage: { inputTokens: 1, outputTokens: 1 } }],
    ]]),
    request,
  );
  const citations = events.flatMap((event) => event.type === "citation" ? [event.span] : []);
  assertEquals(citations, [span, undefined]);
  assertEquals(events.some((event) => event.type === "reasoning"), true);
  assertEquals(events.some((event) => event.type === "media"), true);
});

Deno.test("a failure of the upstream goes on as it is", async () => {
  const backend = fakeBackend(["x"]);
  backend.generate = async function* () {
    yield [{ type: "start", model: "fake" }, { type: "text", delta: "Hm." }];
    throw new GatewayError("rate-limited", "Too much.");
  };
  await assertRejects(() => answerOf(backend, request), GatewayError, "Too much.");
});

Deno.test("a stream that is cut makes no call of a block that was not confirmed", async () => {
  const backend = fakeBackend([[
    [{ type: "start", model: "fake" }],
    [{ type: "text", delta: block(now) }],
  ]]);
  const events = await eventsOf(backend, request);
  assertEquals(events.map((event) => event.type), ["start"]);
});

Deno.test("an answer that breaks off or fails behind a call has handed on its text, and no call", async () => {
  const begun: GenerateEvent[] = [{ type: "start", model: "fake" }, {
    type: "text",
    delta: `Hm.\n${block(now)}\n${block(weather)}\n`,
  }];
  const cut = fakeBackend([[begun]]);
  const failing = fakeBackend([]);
  failing.generate = async function* () {
    yield begun;
    throw new GatewayError("upstream", "Broken.");
  };
  for (const backend of [cut, failing]) {
    const events: GenerateEvent[] = [];
    const reading = async () => {
      for await (const batch of emulated(backend).generate(request, context)) events.push(...batch);
    };
    if (backend === failing) await assertRejects(reading, GatewayError, "Broken.");
    else await reading();
    assertEquals(events, [{ type: "start", model: "fake" }, { type: "text", delta: "Hm." }]);
  }
});

Deno.test("a second answer that is cut is told as that", async () => {
  const cut: GenerateEvent[][] = [[{ type: "start", model: "fake" }], [{
    type: "text",
    delta: "Hm.",
  }]];
  for (const toolChoice of [{ mode: "auto" as const }, { mode: "required" as const }]) {
    const answer = answerOf(fakeBackend([bad, cut]), { ...request, toolChoice });
    const error = await assertRejects(() => answer, GatewayError);
    assertEquals(error.code, "upstream_interrupted");
  }
});

Deno.test("who stops reading closes the upstream", async () => {
  const backend = fakeBackend([["a", "b", "c"]]);
  for await (const batch of emulated(backend).generate({ ...request, stop: ["x"] }, context)) {
    if (batch[0]?.type === "text") break;
  }
  assertEquals(backend.closed, 1);
});
