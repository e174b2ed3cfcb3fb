import { assertEquals, assertThrows } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { decodeChat } from "../../lib/dialects/openai_chat/decode.ts";
import { recordedRequests } from "../fakes/recorded_requests.ts";

const user = (content: string) => ({ role: "user", content });
const base: JsonObject = { model: "m", messages: [user("hi")] };

function decode(over: JsonObject = {}) {
  return decodeChat({ ...base, ...over });
}

function errorOf(over: JsonObject): GatewayError {
  return assertThrows(() => decode(over), GatewayError);
}

Deno.test("a field of the wrong kind is named with what was expected", () => {
  const cases: [JsonObject, string, string][] = [
    [{ messages: [] }, "messages", "at least one message"],
    [{ messages: "hi" }, "messages", "an array"],
    [{ messages: [{ role: "robot", content: "x" }] }, "messages.0.role", "one of"],
    [{ messages: [{ role: "user" }] }, "messages.0.content", "a string or an array"],
    [
      { messages: [{ role: "user", content: [{ type: "text" }] }] },
      "messages.0.content.0.text",
      "a string",
    ],
    [{ temperature: 3 }, "temperature", "between 0 and 2"],
    [{ max_tokens: 1.5 }, "max_tokens", "an integer"],
    [{ stream: "yes" }, "stream", "true or false"],
    [{ stop: [1] }, "stop.0", "a string"],
    [{ model: 4 }, "model", "a string"],
    [{ reasoning_effort: "huge" }, "reasoning_effort", "one of"],
    [
      { tool_choice: { type: "function", function: { name: "nope" } } },
      "tool_choice",
      "declared tool",
    ],
    [{ tools: [{ type: "function", function: {} }] }, "tools.0.function.name", "a string"],
    [
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: "a.png" }] }] },
      "messages.0.content.0.image_url.url",
      "an http(s) URL",
    ],
  ];
  for (const [over, param, expected] of cases) {
    const error = errorOf(over);
    assertEquals([error.kind, error.param], ["invalid-request", param]);
    assertEquals(error.message.includes(expected), true, error.message);
  }
});

Deno.test("what cannot be done is refused as unsupported, naming the field", () => {
  const cases: [JsonObject, string][] = [
    [{ n: 2 }, "n"],
    [{ modalities: ["text", "audio"] }, "modalities"],
    [{ audio: { voice: "x", format: "wav" } }, "audio"],
    [{ tools: [{ type: "robot_arm" }] }, "tools.0.type"],
    [
      { messages: [{ role: "user", content: [{ type: "file", file: { file_id: "f" } }] }] },
      "messages.0.content.0.file.file_id",
    ],
  ];
  for (const [over, param] of cases) {
    const error = errorOf(over);
    assertEquals([error.kind, error.param], ["unsupported", param]);
  }
});

Deno.test("settings reach the neutral request", () => {
  const { request, stream, includeUsage } = decode({
    temperature: 0.1,
    top_p: 0.9,
    seed: 1,
    max_tokens: 10,
    max_completion_tokens: 200,
    stop: "@@@",
    presence_penalty: 0,
    frequency_penalty: 0,
    reasoning_effort: "low",
    stream: true,
    stream_options: { include_usage: true },
    parallel_tool_calls: false,
    response_format: {
      type: "json_schema",
      json_schema: { name: "a", schema: { type: "object" } },
    },
  });
  assertEquals(request.sampling.maxOutputTokens, 200);
  assertEquals([request.sampling.temperature, request.sampling.topP], [0.1, 0.9]);
  assertEquals(request.stop, ["@@@"]);
  assertEquals(request.reasoning.effort, "low");
  assertEquals(request.parallelToolCalls, false);
  assertEquals(request.output, { type: "json", name: "a", schema: { type: "object" } });
  assertEquals([stream, includeUsage], [true, true]);
});

Deno.test("what a schema is for stands in the schema, where the model reads it", () => {
  const output = (schema?: JsonObject) =>
    decode({
      response_format: {
        type: "json_schema",
        json_schema: { name: "a", description: "D", schema },
      },
    }).request.output;
  assertEquals(output({ type: "object" }), {
    type: "json",
    name: "a",
    schema: { type: "object", description: "D" },
  });
  assertEquals(output({ description: "own" }), {
    type: "json",
    name: "a",
    schema: { description: "own" },
  });
});

Deno.test("a schema beside json_object holds too, as other servers of this API have it", () => {
  const schema = { type: "object", required: ["a"] };
  const { request } = decode({ response_format: { type: "json_object", schema } });
  assertEquals(request.output, { type: "json", name: undefined, schema });
});

Deno.test("a tool round keeps ids, fills names, and joins the results of one round", () => {
  const call = (id: string, name: string) => ({
    id,
    type: "function",
    function: { name, arguments: '{"a":1}' },
    extra_content: { google: { thought_signature: `sig-${id}` } },
  });
  const { request } = decode({
    messages: [
      user("go"),
      { role: "assistant", content: null, tool_calls: [call("c1", "one"), call("c2", "two")] },
      { role: "tool", tool_call_id: "c2", content: [{ type: "text", text: "r2" }] },
      { role: "tool", tool_call_id: "c1", content: "r1" },
    ],
  });
  const [, assistant, tool] = request.messages;
  assertEquals(request.messages.length, 3);
  assertEquals(assistant?.parts[0], {
    type: "tool-call",
    id: "c1",
    name: "one",
    arguments: '{"a":1}',
    signature: "sig-c1",
  });
  assertEquals(tool?.parts.map((part) => part.type === "tool-result" && [part.callId, part.name]), [
    ["c2", "two"],
    ["c1", "one"],
  ]);
});

Deno.test("a picture as data URL becomes its bytes, another URL stays", () => {
  const content = [
    { type: "text", text: "see" },
    { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } },
    { type: "image_url", image_url: { url: "https://example.com/a.png" } },
  ];
  const { request, ignored } = decode({ messages: [{ role: "user", content }] });
  assertEquals(request.messages[0]?.parts.slice(1), [
    {
      type: "media",
      path: "messages.0.content.1",
      mediaType: "image/png",
      source: { base64: "AAAA" },
    },
    {
      type: "media",
      path: "messages.0.content.2",
      mediaType: "image/*",
      source: { url: "https://example.com/a.png" },
    },
  ]);
  assertEquals(ignored, []);
});

Deno.test("freeform tools are offered as a function of one string", () => {
  const { request, tools } = decode({
    tools: [{ type: "custom", custom: { name: "patch", format: { type: "text" } } }],
  });
  assertEquals(Object.keys(request.tools[0]?.parameters?.["properties"] ?? {}), ["input"]);
  assertEquals([...tools.custom], ["patch"]);
});

Deno.test("a freeform tool's grammar is told in words", () => {
  const grammar = { syntax: "lark", definition: 'start: "x"' };
  const custom = { name: "patch", description: "Patches.", format: { type: "grammar", grammar } };
  const { request, ignored } = decode({ tools: [{ type: "custom", custom }] });
  const described = request.tools[0]?.description ?? "";
  assertEquals(described.startsWith("Patches.\n\n"), true);
  assertEquals(described.endsWith('match this lark grammar:\nstart: "x"'), true);
  assertEquals(ignored, []);
});

Deno.test("JSON of any shape may be asked for", () => {
  const { output } = decode({ response_format: { type: "json_object" } }).request;
  assertEquals(output, { type: "json", name: undefined, schema: undefined });
});

Deno.test("the search of other vendors is Google's own, and a freeform tool can be chosen", () => {
  for (const type of ["web_search", "web_search_preview", "google_search"]) {
    const { request } = decode({ tools: [{ type }] });
    assertEquals([request.webSearch, request.tools.length], [true, 0]);
  }
  const { request } = decode({
    tools: [{ type: "custom", custom: { name: "patch" } }],
    tool_choice: { type: "custom", custom: { name: "patch" } },
  });
  assertEquals(request.toolChoice, { mode: "required", allowed: ["patch"] });
});

Deno.test("what the assistant refused to say is part of what it said", () => {
  const content = [{ type: "refusal", refusal: "No." }];
  const { request } = decode({ messages: [user("go"), { role: "assistant", content }] });
  assertEquals(request.messages[1]?.parts, [{ type: "text", text: "No." }]);
});

Deno.test("older spellings of tools, choices and calls are read", () => {
  const f = { name: "f", parameters: { type: "object" } };
  const tools = [{ type: "function", function: f }];
  const choiceOf = (over: JsonObject) => decode(over).request.toolChoice;
  assertEquals(choiceOf({ tools, tool_choice: "any" }), { mode: "required" });
  assertEquals(choiceOf({ functions: [f], function_call: "none" }), { mode: "none" });
  assertEquals(choiceOf({ functions: [f], function_call: { name: "f" } }), {
    mode: "required",
    allowed: ["f"],
  });
  const called = { role: "assistant", content: null, function_call: { name: "f", arguments: "" } };
  const { request } = decode({ functions: [f], messages: [user("go"), called] });
  assertEquals(request.messages[1]?.parts, [
    { type: "tool-call", id: "", name: "f", arguments: "{}" },
  ]);
});

Deno.test("unknown fields at any depth are reported by their path", () => {
  const { ignored } = decode({
    store: true,
    shiny: 1,
    messages: [{ role: "user", content: "hi", mood: "good" }],
  });
  assertEquals(ignored, ["store", "shiny", "messages.0.mood"]);
});

Deno.test({
  name: "every recorded chat request decodes with nothing left unread",
  ignore: recordedRequests("chat_completions").length === 0,
  fn() {
    for (const { name, body } of recordedRequests("chat_completions")) {
      assertEquals(decodeChat(body).ignored, [], name);
    }
  },
});

Deno.test("a picture that an answer held as Markdown comes back as a picture, at its place", () => {
  const base64 = "iVBORw0KGgo=";
  const content = `before ![image](data:image/png;base64,${base64}) after ![image](https://a.b/c)`;
  const { request } = decodeChat({
    model: "m",
    messages: [{ role: "assistant", content }, { role: "user", content }],
  });
  const [assistant, user] = request.messages;
  assertEquals(assistant?.parts as unknown[], [
    { type: "text", text: "before " },
    { type: "media", path: "messages.0.content", mediaType: "image/png", source: { base64 } },
    { type: "text", text: " after ![image](https://a.b/c)" },
  ]);
  assertEquals(user?.parts as unknown[], [{ type: "text", text: content }]);
  const alone = { role: "assistant", content: `![image](data:image/png;base64,${base64})` };
  const { messages } = decode({ messages: [alone] }).request;
  assertEquals(messages[0]?.parts.map(({ type }) => type), ["media"]);
});
