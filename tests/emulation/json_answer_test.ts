import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import type { GenerateRequest } from "../../lib/core/generate_request.ts";
import { textOf } from "../../lib/core/generation.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { tools } from "./corpus/case.ts";
import {
  answerOf,
  context,
  emulated,
  eventsOf,
  fakeBackend,
  promptOf,
  type Script,
  userRequest,
} from "./fake_backend.ts";
import { cut } from "./random.ts";

const schema = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer" } },
  required: ["city"],
  additionalProperties: false,
};
const good = '{"city": "Oslo", "days": 3}';

const jsonRequest = (changes: Partial<GenerateRequest> = {}) =>
  userRequest("Weather?", { output: { type: "json", schema, name: "weather" }, ...changes });

Deno.test("the wanted form stands in a section that says JSON and holds the schema on its own line", async () => {
  const backend = fakeBackend([good]);
  await answerOf(backend, jsonRequest());
  const lines = promptOf(backend).split("\n");
  assertEquals(lines[0], "[Output]");
  assertStringIncludes(lines[1]!, "JSON (weather)");
  assertEquals(JSON.parse(lines[2]!), schema);
  assertEquals(promptOf(backend).match(/^\[\w+\]$/gm), ["[Output]", "[User]", "[Reminder]"]);
  assertEquals(backend.asked[0]!.output, { type: "text" });
});

Deno.test("JSON goes on without the fence and the words around it", async () => {
  const answers = [
    good,
    "```json\n" + good + "\n```",
    "```\n" + good + "\n```\n",
    "```JSON\r\n" + good + "\r\n```",
    "~~~json\n" + good + "\n~~~",
    "````json\n" + good + "\n````",
    "```json\n" + good,
    "Here it is:\n\n```json\n" + good + "\n```\n\nAnything else?",
    `Sure: ${good}.`,
    "From [1]:\n```json\n" + good + "\n```\n[1] https://a.test",
    "  " + good + "\n\n",
    "[Assistant]\n" + good,
  ];
  for (const answer of answers) {
    for (const size of [1, 5, 1000]) {
      const backend = fakeBackend([cut(answer, size, () => 0.99)]);
      const generation = await answerOf(backend, jsonRequest());
      assertEquals(textOf(generation), good);
      assertEquals([generation.finishReason, backend.asked.length], ["stop", 1]);
    }
  }
});

Deno.test("fences and brackets inside of strings stay in the JSON", async () => {
  const json = '{"city": "```js\\n}]\\n``` {"}';
  for (const answer of [json, "```json\n" + json + "\n```"]) {
    assertEquals(textOf(await answerOf(fakeBackend([answer]), jsonRequest())), json);
  }
});

Deno.test("a trailing comma is mended without asking again", async () => {
  const backend = fakeBackend(['{"city": "Oslo",}']);
  assertEquals(textOf(await answerOf(backend, jsonRequest())), '{"city":"Oslo"}');
  assertEquals(backend.asked.length, 1);
});

Deno.test("what is not JSON or not valid is asked for once more, with the fault", async () => {
  const faulty: [string, string][] = [
    ["It rains.", "it is not JSON"],
    ['{"city": "Oslo"', "it is not JSON"],
    ["", "it is empty"],
    ['{"days": 3}', "city"],
    ['{"city": 3}', "#/city"],
    ['{"city": "Oslo", "more": 1}', "more"],
    ['["Oslo"]', "array"],
  ];
  for (const [answer, words] of faulty) {
    const backend = fakeBackend([answer, good]);
    const generation = await answerOf(backend, jsonRequest());
    assertEquals(textOf(generation), good);
    assertEquals(generation.usage.outputTokens, 2);
    const reminder = promptOf(backend, 1).split("\n[Reminder]\n")[1]!;
    assertStringIncludes(reminder, words);
    assertStringIncludes(promptOf(backend, 1), "[User]\nWeather?\n");
  }
});

Deno.test("numbers that stand apart are not read as one", async () => {
  const cases: [GenerateRequest["output"], string][] = [
    [{ type: "json", schema: { type: "integer" } }, "1, 2"],
    [{ type: "json", schema: { type: "integer" } }, "2026 11 22"],
    [{ type: "json", schema: { type: "array" } }, "[1 2]"],
    [{ type: "json", schema: { type: "object" } }, '{"a": 1 000}'],
  ];
  for (const [output, answer] of cases) {
    const request = userRequest("Hi", { output });
    const error = await assertRejects(() => answerOf(fakeBackend([answer]), request), GatewayError);
    assertEquals(error.code, "invalid_json_output");
  }
});

Deno.test("footnotes and code among words are not the JSON", async () => {
  const output = { type: "json" as const };
  for (
    const answer of [
      "It rains [1].",
      "It rains.\n\n[1] https://a.test",
      'Read it with `a["b"]`.',
      "An empty object, {}, is what you get.",
    ]
  ) {
    const backend = fakeBackend([answer, '{"a": 1}']);
    assertEquals(textOf(await answerOf(backend, userRequest("Hi", { output }))), '{"a": 1}');
  }
});

Deno.test("a list may stand among words where a line or a colon begins it", async () => {
  const request = userRequest("Hi", { output: { type: "json", schema: { type: "array" } } });
  for (
    const [answer, json] of [
      ['Sure: ["a"].', '["a"]'],
      ['Here it is:\n["a"]\nAnything else?', '["a"]'],
      ["The numbers are: [2, 3, 5]", "[2, 3, 5]"],
      ["```json\n[7]", "[7]"],
      ["```json\n[7]\n```\nDone.", "[7]"],
      ["The pairs are: [[2, 3], [4, 5]].", "[[2, 3], [4, 5]]"],
      ['They are:\n[{"a": {}}, {"b": 1}]\nDone.', '[{"a": {}}, {"b": 1}]'],
    ] as const
  ) {
    const backend = fakeBackend([answer]);
    assertEquals([textOf(await answerOf(backend, request)), backend.asked.length], [json, 1]);
  }
});

Deno.test("what is still not valid is an error, and nothing of it is sent", async () => {
  const backend = fakeBackend(["It rains.", "It pours."]);
  const events: GenerateEvent[] = [];
  const error = await assertRejects(async () => {
    const answer = emulated(backend).generate(jsonRequest(), context);
    for await (const batch of answer) events.push(...batch);
  }, GatewayError);
  assertEquals([error.kind, error.code], ["upstream", "invalid_json_output"]);
  assertEquals(backend.asked.length, 2);
  assertEquals(events, [{ type: "start", model: "fake" }]);
});

Deno.test("JSON that the output limit cuts is an error at once", async () => {
  const backend = fakeBackend([good]);
  const request = jsonRequest({ sampling: { maxOutputTokens: 2 } });
  const error = await assertRejects(() => answerOf(backend, request), GatewayError);
  assertEquals([error.code, backend.asked.length], ["invalid_json_output", 1]);
});

Deno.test("without a schema any object will do, and a bare word will not", async () => {
  const output = { type: "json" as const };
  const backend = fakeBackend(['"word"', '{"a": [1]}']);
  const generation = await answerOf(backend, userRequest("Hi", { output }));
  assertEquals([textOf(generation), backend.asked.length], ['{"a": [1]}', 2]);
  const nested = fakeBackend(['So: {"a": {"b": 1}, "c": {}} it is.']);
  const inner = await answerOf(nested, userRequest("Hi", { output }));
  assertEquals(textOf(inner), '{"a": {"b": 1}, "c": {}}');
  assertStringIncludes(promptOf(backend), "[Output]\nThe answer is one JSON object, without any");
});

Deno.test("a stream that is cut is told as that, the first one and the second", async () => {
  const cut: Script = [[{ type: "start", model: "fake" }, { type: "text", delta: good }]];
  for (const scripts of [[cut], ["No.", cut]]) {
    const error = await assertRejects(
      () => answerOf(fakeBackend(scripts), jsonRequest()),
      GatewayError,
    );
    assertEquals(error.code, "upstream_interrupted");
  }
});

Deno.test("a blocked answer goes on as it is", async () => {
  const usage = { inputTokens: 1, outputTokens: 1 };
  const script: Script = [
    [{ type: "start", model: "fake" }, { type: "text", delta: "I cannot." }],
    [{ type: "finish", reason: "content-filter", usage }],
  ];
  const generation = await answerOf(fakeBackend([script]), jsonRequest());
  assertEquals([textOf(generation), generation.finishReason], ["I cannot.", "content-filter"]);
});

Deno.test("with tools an answer that calls need not be JSON, and one that does not must", async () => {
  const block = '```tool_call\n{"name":"now"}\n```';
  const calling = await answerOf(fakeBackend([`I look.\n${block}`]), jsonRequest({ tools }));
  assertEquals(calling.parts, [
    { type: "text", text: "I look." },
    { type: "tool-call", id: "call_1", name: "now", arguments: "{}" },
  ]);
  const backend = fakeBackend(["Done.", good]);
  assertEquals(textOf(await answerOf(backend, jsonRequest({ tools }))), good);
  assertStringIncludes(promptOf(backend), "An answer without tool calls is JSON as described");
});

Deno.test("a schema that cannot be used is the client's error, told in one sentence", async () => {
  const cases: [JsonObject, string][] = [
    [{ properties: { a: {} }, $ref: "#/$defs/none" }, 'Unresolved $ref "#/$defs/none".'],
    [{ required: {} }, "a keyword in it has a wrong type."],
    [{ $ref: "#" }, "it nests too deeply or without end."],
    [
      { properties: { a: { pattern: "(" } } },
      "Invalid regular expression: /(/u: Unterminated group.",
    ],
  ];
  for (const [schema, why] of cases) {
    const output = { type: "json" as const, schema };
    const error = await assertRejects(
      () => answerOf(fakeBackend(['{"a": "b"}']), userRequest("Hi", { output })),
      GatewayError,
    );
    assertEquals([error.kind, error.code], ["invalid-request", "invalid_json_schema"]);
    assertEquals(error.message, `Cannot use the JSON Schema of the wanted output: ${why}`);
  }
});

Deno.test("thoughts and sources go on while the JSON is awaited", async () => {
  const usage = { inputTokens: 1, outputTokens: 1 };
  const script: Script = [
    [{ type: "start", model: "fake" }, { type: "reasoning", delta: "Hm." }],
    [{ type: "text", delta: good }],
    [{ type: "citation", url: "https://a.test", span: { start: 0, end: 2 } }],
    [{ type: "finish", reason: "stop", usage }],
  ];
  for (const scripts of [[script], ["No.", script]]) {
    const events = await eventsOf(fakeBackend(scripts), jsonRequest());
    assertEquals(events.map((event) => event.type), [
      "start",
      "reasoning",
      "citation",
      "text",
      "finish",
    ]);
  }
});
