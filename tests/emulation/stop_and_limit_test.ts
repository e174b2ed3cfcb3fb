import { assert, assertEquals } from "@std/assert";
import { textRequest } from "../../lib/core/generate_request.ts";
import { textOf } from "../../lib/core/generation.ts";
import { estimateTokens } from "../../lib/core/token_estimate.ts";
import { stopSequences } from "../../lib/emulation/stop_sequences.ts";
import { tools } from "./corpus/case.ts";
import { answerOf, eventsOf, fakeBackend, userRequest } from "./fake_backend.ts";
import { cut, seeded } from "./random.ts";

Deno.test("the text ends right before the earliest stop sequence, however it is cut", async () => {
  const cases: [string, string[], string, string | undefined][] = [
    ["Hello END world", ["END"], "Hello ", "END"],
    ["a b c", ["c", "b"], "a ", "b"],
    ["aaab", ["aab"], "a", "aab"],
    ["xabcx", ["abcd", "bc"], "xa", "bc"],
    ["xabcd", ["bc", "abcd"], "x", "abcd"],
    ["ab", ["abc", "ab"], "", "ab"],
    ["no stop EN", ["END"], "no stop EN", undefined],
    ["xabc", ["abcd", "bc"], "xa", "bc"],
    ["ENDEND", ["END"], "", "END"],
    ["😀😀", ["😀😀😀"], "😀😀", undefined],
    ["line\n\nnext", ["\n\n"], "line", "\n\n"],
  ];
  for (const [answer, stop, text, stopSequence] of cases) {
    for (const size of [1, 2, 3, 100]) {
      const backend = fakeBackend([cut(answer, size, () => 0.99)]);
      const generation = await answerOf(backend, userRequest("Hi", { stop }));
      assertEquals([textOf(generation), generation.stopSequence], [text, stopSequence]);
      assertEquals(generation.finishReason, stopSequence ? "stop-sequence" : "stop");
      assertEquals(backend.closed, 1);
    }
  }
});

Deno.test("any cutting of any text stops at the same place", async () => {
  const random = seeded(3);
  for (let run = 0; run < 200; run++) {
    const word = (length: number) =>
      Array.from({ length }, () => "ab\n"[Math.floor(random() * 3)]).join("");
    const answer = word(40);
    const stop = [word(4), word(3), word(6)];
    const whole = await answerOf(fakeBackend([answer]), userRequest("Hi", { stop }));
    const pieces = await answerOf(
      fakeBackend([cut(answer, 4, random)]),
      userRequest("Hi", { stop }),
    );
    assertEquals([textOf(pieces), pieces.stopSequence], [textOf(whole), whole.stopSequence]);
    const firsts = stop.map((each) => answer.indexOf(each)).filter((at) => at >= 0);
    assertEquals(textOf(whole).length, Math.min(answer.length, ...firsts));
  }
});

Deno.test("a stop closes the upstream at once, and what the client does not get is not counted", async () => {
  const backend = fakeBackend([["one ", "two STOP", "three", "four"]]);
  const generation = await answerOf(backend, userRequest("Hello", { stop: ["STOP"] }));
  assertEquals([backend.read, backend.closed], [3, 1]);
  assertEquals(generation.usage, {
    inputTokens: 2,
    outputTokens: estimateTokens("one two "),
    reasoningTokens: undefined,
  });
});

Deno.test("what came in one read with the stop is not counted either", async () => {
  const text = (delta: string) => ({ type: "text" as const, delta });
  const backend = fakeBackend([[
    [{ type: "start", model: "fake" }],
    [text("one "), text("two STOP"), text("three four five six")],
  ]]);
  const { usage } = await answerOf(backend, userRequest("Hello", { stop: ["STOP"] }));
  assertEquals(usage.outputTokens, estimateTokens("one two "));
});

Deno.test("only what may be the start of a stop sequence is held back", async () => {
  const events = await eventsOf(
    fakeBackend([["abc", "EN", "x", "E"]]),
    userRequest("Hi", { stop: ["END"] }),
  );
  const deltas = events.flatMap((event) => event.type === "text" ? [event.delta] : []);
  assertEquals(deltas, ["abc", "ENx", "E"]);
});

Deno.test("what was held back comes before the call that follows it, behind what was said before", () => {
  const filter = stopSequences(["STOP"], () => ({ inputTokens: 0, outputTokens: 0 }));
  const call = { type: "tool-call-start" as const, id: "c1", name: "now" };
  const text = (delta: string) => ({ type: "text" as const, delta });
  assertEquals(filter([text("one "), text("two ST"), call]), [
    text("one "),
    text("two "),
    text("ST"),
    call,
  ]);
});

Deno.test("a backend that stops by itself is told where, in a prompt of words too", async () => {
  const backend = fakeBackend(["ok"], { stopSequences: true });
  await answerOf(backend, userRequest("Hi", { tools, stop: ["END"] }));
  assertEquals(backend.asked[0]?.stop, ["END"]);
});

Deno.test("with tools on offer a stop sequence counts only outside of calls", async () => {
  const block = '```tool_call\n{"name":"exec","arguments":{"input":"STOP"}}\n```\n';
  const generation = await answerOf(
    fakeBackend([`Go.\n${block}Then STOP here`]),
    userRequest("Hi", { tools, stop: ["STOP"] }),
  );
  assertEquals(generation.parts, [
    { type: "text", text: "Go." },
    { type: "tool-call", id: "call_1", name: "exec", arguments: '{"input":"STOP"}' },
    { type: "text", text: "Then " },
  ]);
  assertEquals(generation.finishReason, "tool-calls");
});

Deno.test("a stop behind a call closes the upstream at once, and nothing is asked again", async () => {
  const call = '```tool_call\n{"name":"now"}\n```\n';
  const broken = '```tool_call\n{"name":"now" bad\n```\n';
  const backend = fakeBackend([[call, "Then STOP", " here", broken, "more"]]);
  const generation = await answerOf(backend, userRequest("Hi", { tools, stop: ["STOP"] }));
  assertEquals(generation.parts.map(({ type }) => type), ["tool-call", "text"]);
  assertEquals([backend.asked.length, backend.read, backend.closed], [1, 3, 1]);
  assertEquals(generation.usage?.outputTokens, estimateTokens(`${call}Then `));
});

Deno.test("the output limit ends the text at that many tokens, however it is cut", async () => {
  for (
    const answer of ["word ".repeat(30), "漢字".repeat(40), "😀a".repeat(40), "x😀漢".repeat(30)]
  ) {
    let expected: string | undefined;
    for (const size of [1, 2, 3, 7, 1000]) {
      const backend = fakeBackend([cut(answer, size, () => 0.99)]);
      const generation = await answerOf(
        backend,
        userRequest("Hi", { sampling: { maxOutputTokens: 10 } }),
      );
      const text = textOf(generation);
      expected ??= text;
      assertEquals(text, expected);
      assertEquals(generation.finishReason, "length");
      assertEquals(backend.closed, 1);
      assertEquals([estimateTokens(text), generation.usage?.outputTokens], [10, 10]);
      assertEquals(generation.usage?.inputTokens, estimateTokens("Hi"));
      assert(text.isWellFormed());
    }
  }
});

Deno.test("an answer of just as many tokens as allowed is whole", async () => {
  const request = userRequest("Hi", { sampling: { maxOutputTokens: 2 } });
  const generation = await answerOf(fakeBackend([["1234", "5678"]]), request);
  assertEquals([textOf(generation), generation.finishReason], ["12345678", "stop"]);
  const longer = await answerOf(fakeBackend([["1234", "5678", "9", "0"]]), request);
  assertEquals([textOf(longer), longer.finishReason], ["12345678", "length"]);
});

Deno.test("thoughts do not count for the output limit", async () => {
  const generation = await answerOf(
    fakeBackend([[
      [{ type: "start", model: "fake" }],
      [{ type: "reasoning", delta: "x".repeat(400) }],
      [{ type: "text", delta: "1234" }],
      [{ type: "finish", reason: "stop", usage: { inputTokens: 1, outputTokens: 1 } }],
    ]]),
    userRequest("Hi", { sampling: { maxOutputTokens: 1 } }),
  );
  assertEquals(generation.finishReason, "stop");
});

Deno.test("echoed headers are stripped from both ends of an answer, however it is cut", async () => {
  const messages = [
    { role: "system" as const, parts: [{ type: "text" as const, text: "S" }] },
    ...userRequest("Hi").messages,
  ];
  const cases: [string, string][] = [
    ["[Assistant]\nHello", "Hello"],
    ["\\[Assistant\\]\n\nHello", "Hello"],
    ["**[Assistant]**\nHello", "Hello"],
    ["[System]\n[Assistant]\r\nHello\n\n[User]", "Hello\n\n"],
    ["[Tool result: f call_1]\nHello\n[Reminder]\n\n", "Hello\n"],
    ["[Assistant] says", "[Assistant] says"],
    ["[Tool result: f c] says [1]\nHello", "[Tool result: f c] says [1]\nHello"],
    ["[1] A note", "[1] A note"],
    ["Hello\n[Users", "Hello\n[Users"],
    ["Hello [User]", "Hello [User]"],
    ["Hello\n[User]\nBye", "Hello\n[User]\nBye"],
    ["Hello\n  [User]", "Hello\n  [User]"],
    ["* one\n* two\n[", "* one\n* two\n["],
    ["\\", "\\"],
    ["\n\n [", "\n\n ["],
  ];
  for (const [answer, text] of cases) {
    for (const size of [1, 2, 3, 7, 100]) {
      const backend = fakeBackend([cut(answer, size, () => 0.99)]);
      assertEquals(textOf(await answerOf(backend, textRequest("fake", messages))), text, answer);
    }
  }
});
