import { assertEquals, assertThrows } from "@std/assert";
import { wireSignature } from "../../lib/core/marked_signature.ts";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { params } from "../../lib/dialects/openai_responses/decisions.ts";
import { decodeRequest } from "../../lib/dialects/openai_responses/request.ts";

const nothingStored = { conversation: () => undefined, item: () => undefined };

function decode(body: JsonObject) {
  return decodeRequest({ model: "m", input: "hi", ...body }, nothingStored);
}

function messagesOf(input: JsonObject[], body: JsonObject = {}) {
  return decode({ input, ...body }).request.messages;
}

function failureOf(body: JsonObject): GatewayError {
  return assertThrows(() => decode(body), GatewayError);
}

Deno.test("a string is the user's message, instructions stand before it", () => {
  assertEquals(decode({ instructions: "Be short." }).request.messages, [
    { role: "system", parts: [{ type: "text", text: "Be short." }] },
    { role: "user", parts: [{ type: "text", text: "hi" }] },
  ]);
});

Deno.test("messages of all roles are read, with or without a type", () => {
  const input = [
    { role: "developer", content: "a" },
    { type: "message", role: "system", content: [{ type: "input_text", text: "b" }] },
    { role: "user", content: [{ type: "input_text", text: "c" }] },
    {
      type: "message",
      role: "assistant",
      content: [
        { type: "output_text", text: "d", annotations: [] },
        { type: "refusal", refusal: "e" },
      ],
    },
  ];
  assertEquals(messagesOf(input), [
    { role: "system", parts: [{ type: "text", text: "a" }] },
    { role: "system", parts: [{ type: "text", text: "b" }] },
    { role: "user", parts: [{ type: "text", text: "c" }] },
    { role: "assistant", parts: [{ type: "text", text: "d" }, { type: "text", text: "e" }] },
  ]);
});

Deno.test("pictures and files come as data: URLs, plain URLs or base64", () => {
  const content = [
    { type: "input_image", image_url: "data:image/gif;base64,AAAA", detail: "auto" },
    { type: "input_image", image_url: "https://a.example/x.png" },
    { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,BBBB" },
    { type: "input_file", file_url: "https://a.example/b.pdf" },
    { type: "input_audio", input_audio: { data: "CCCC", format: "mp3" } },
  ];
  assertEquals(messagesOf([{ role: "user", content }])[0]!.parts, [
    {
      type: "media",
      path: "input.0.content.0",
      mediaType: "image/gif",
      source: { base64: "AAAA" },
    },
    {
      type: "media",
      path: "input.0.content.1",
      mediaType: "image/*",
      source: { url: "https://a.example/x.png" },
    },
    {
      type: "media",
      path: "input.0.content.2",
      mediaType: "application/pdf",
      source: { base64: "BBBB" },
      name: "a.pdf",
    },
    {
      type: "media",
      path: "input.0.content.3",
      mediaType: "application/pdf",
      source: { url: "https://a.example/b.pdf" },
      name: undefined,
    },
    {
      type: "media",
      path: "input.0.content.4",
      mediaType: "audio/mpeg",
      source: { base64: "CCCC" },
    },
  ]);
});

Deno.test("what another vendor encrypted is dropped, what it said in words is not", () => {
  const encrypted_content = "gAAAAABoISmV";
  const summary = [{ type: "summary_text", text: "think" }];
  const input = [
    { role: "user", content: "go" },
    { type: "reasoning", summary, encrypted_content },
    { type: "reasoning", summary: [], encrypted_content },
  ];
  assertEquals(messagesOf(input).slice(1), [
    { role: "assistant", parts: [{ type: "reasoning", text: "think", signature: undefined }] },
  ]);
});

Deno.test("what the assistant did in one turn is one message, and so are the results of it", () => {
  const input = [
    { role: "user", content: "go" },
    {
      type: "reasoning",
      id: "rs_1",
      summary: [{ type: "summary_text", text: "think" }],
      content: null,
      encrypted_content: wireSignature("thought", "c2ln"),
    },
    { type: "message", role: "assistant", content: [{ type: "output_text", text: "ok" }] },
    { type: "function_call", call_id: "c1", name: "look", arguments: "" },
    { type: "custom_tool_call", call_id: "c2", name: "patch", input: 'raw "x"' },
    { type: "function_call_output", call_id: "c1", output: "one" },
    {
      type: "custom_tool_call_output",
      call_id: "c2",
      output: [
        { type: "input_text", text: "two" },
        { type: "input_image", image_url: "data:image/png;base64,AAAA" },
      ],
    },
    { type: "function_call", call_id: "c3", name: "look", arguments: "{}" },
    { type: "function_call_output", call_id: "c3", output: "three" },
  ];
  assertEquals(messagesOf(input).slice(1), [
    {
      role: "assistant",
      parts: [
        { type: "reasoning", text: "think", signature: "c2ln" },
        { type: "text", text: "ok" },
        { type: "tool-call", id: "c1", name: "look", arguments: "{}" },
        { type: "tool-call", id: "c2", name: "patch", arguments: '{"input":"raw \\"x\\""}' },
      ],
    },
    {
      role: "tool",
      parts: [
        {
          type: "tool-result",
          callId: "c1",
          name: "look",
          parts: [{ type: "text", text: "one" }],
        },
        {
          type: "tool-result",
          callId: "c2",
          name: "patch",
          parts: [
            { type: "text", text: "two" },
            {
              type: "media",
              path: "input.6.output.1",
              mediaType: "image/png",
              source: { base64: "AAAA" },
            },
          ],
        },
      ],
    },
    {
      role: "assistant",
      parts: [{ type: "tool-call", id: "c3", name: "look", arguments: "{}" }],
    },
    {
      role: "tool",
      parts: [{
        type: "tool-result",
        callId: "c3",
        name: "look",
        parts: [{ type: "text", text: "three" }],
      }],
    },
  ]);
});

Deno.test("what another service did is skipped and reported", () => {
  const { request, ignored } = decode({
    input: [
      { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search" } },
      { role: "user", content: "hi" },
    ],
  });
  assertEquals(request.messages.length, 1);
  assertEquals(ignored, ["input[type=web_search_call]"]);
});

Deno.test("an item without which the model would not know what happened is refused", () => {
  const error = failureOf({ input: [{ type: "compaction", encrypted_content: "x" }] });
  assertEquals([error.kind, error.param], ["unsupported", "input.0.type"]);
});

Deno.test("an unknown item, role or part is named by its path", () => {
  assertEquals(failureOf({ input: [{ type: "nonsense" }] }).param, "input.0.type");
  assertEquals(failureOf({ input: [{ text: "neither" }] }).param, "input.0.type");
  assertEquals(failureOf({ input: [{ role: "king", content: "" }] }).param, "input.0.role");
  const content = [{ type: "input_text", text: "a" }, { type: "input_smell" }];
  assertEquals(failureOf({ input: [{ role: "user", content }] }).param, "input.0.content.1.type");
  const noText = [{ role: "system", content: [{ type: "input_image", image_url: "https://a" }] }];
  assertEquals(failureOf({ input: noText }).param, "input.0.content.0.type");
  const fileId = [{ role: "user", content: [{ type: "input_image", file_id: "file_1" }] }];
  assertEquals(failureOf({ input: fileId }).param, "input.0.content.0.file_id");
});

Deno.test("settings reach the request", () => {
  const { request, stream, store, ignored } = decode({
    stream: true,
    store: false,
    temperature: 0.5,
    top_p: 0.9,
    max_output_tokens: 100,
    parallel_tool_calls: false,
    reasoning: { effort: "max", summary: "auto", generate_summary: "auto" },
  });
  assertEquals(ignored, []);
  assertEquals([stream, store], [true, false]);
  assertEquals(request.sampling, { temperature: 0.5, topP: 0.9, maxOutputTokens: 100 });
  assertEquals(request.parallelToolCalls, false);
  assertEquals(request.reasoning, { effort: "xhigh", show: true });
});

Deno.test("text formats ask for text, JSON, or JSON of a schema", () => {
  const output = (format: JsonObject) => decode({ text: { format } }).request.output;
  const schema = { type: "object" };
  assertEquals(output({ type: "text" }), { type: "text" });
  assertEquals(output({ type: "json_object" }), { type: "json" });
  assertEquals(output({ type: "json_schema", name: "n", schema, strict: true }), {
    type: "json",
    name: "n",
    schema,
  });
});

for (
  const [param, value] of Object.entries({
    background: true,
    conversation: "conv_1",
    prompt: { id: "pmpt_1" },
  })
) {
  Deno.test(`${param} is refused with what to do instead`, () => {
    const error = failureOf({ [param]: value });
    assertEquals([error.kind, error.status, error.param], ["unsupported", 400, param]);
  });
}

Deno.test("background: false asks for nothing", () => {
  assertEquals(decode({ background: false }).ignored, []);
});

Deno.test("fields without effect are reported once each, without indexes", () => {
  const { ignored } = decode({
    service_tier: "flex",
    text: { verbosity: "low" },
    made_up: 1,
    input: [
      { role: "user", content: "a", phase: "x" },
      { role: "user", content: "b", phase: "y" },
    ],
  });
  assertEquals(ignored.toSorted(), ["input[].phase", "made_up", "service_tier", "text.verbosity"]);
});

Deno.test("nothing to say is an error", () => {
  assertEquals(failureOf({ input: [] }).param, "input");
  assertEquals(failureOf({ input: 5 }).param, "input");
});

Deno.test("the request's fields are treated as their table says", () => {
  const harmless: JsonObject = { include: [], stream: false, tools: [], model: "m", input: "hi" };
  for (const [param, decision] of Object.entries(params)) {
    if (decision === "refused" || param === "previous_response_id") continue;
    const value = harmless[param] ?? valueFor(param);
    const { ignored } = decode({ [param]: value });
    assertEquals(ignored, decision === "ignored" ? [param] : [], param);
  }
});

function valueFor(param: string) {
  if (["metadata", "reasoning", "text"].includes(param)) return {};
  if (["temperature", "top_p", "max_output_tokens"].includes(param)) return 1;
  if (["store", "parallel_tool_calls"].includes(param)) return true;
  return "auto";
}
