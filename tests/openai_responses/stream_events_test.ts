import { assert, assertEquals } from "@std/assert";
import type { JsonObject } from "../../lib/core/json.ts";
import { wireSignature } from "../../lib/core/marked_signature.ts";
import { call, says, text } from "./fake_gateway.ts";
import { brief, id, responseOf, streamOf, tools } from "./stream_of.ts";

Deno.test("a text comes as one message item with one content part", async () => {
  const events = await streamOf(says(...text("Hel", "lo")));
  assertEquals(events.map(brief), [
    "response.created",
    "response.in_progress",
    "response.output_item.added 0",
    "response.content_part.added 0",
    'response.output_text.delta 0 "Hel"',
    'response.output_text.delta 0 "lo"',
    'response.output_text.done 0 "Hello"',
    "response.content_part.done 0",
    "response.output_item.done 0",
    "response.completed",
  ]);
  assertEquals(events[2]!["item"], {
    id: `msg_${id}o0`,
    type: "message",
    status: "in_progress",
    role: "assistant",
    content: [],
  });
  assertEquals(events[8]!["item"], {
    id: `msg_${id}o0`,
    type: "message",
    status: "completed",
    role: "assistant",
    content: [{ type: "output_text", text: "Hello", annotations: [], logprobs: [] }],
  });
});

Deno.test("the response keeps its id, and ends with its output and usage", async () => {
  const events = await streamOf(says(...text("Hello")));
  const responses = [events[0], events[1], events.at(-1)].map(responseOf);
  assertEquals(responses.map((response) => response["id"]), Array(3).fill(`resp_${id}`));
  assertEquals(responses.map((response) => response["status"]), [
    "in_progress",
    "in_progress",
    "completed",
  ]);
  assertEquals(responses[2]!["output"], [events.at(-2)!["item"]!]);
  assertEquals(responses[2]!["usage"], {
    input_tokens: 7,
    input_tokens_details: { cached_tokens: 1, cache_write_tokens: 0 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 2 },
    total_tokens: 12,
  });
});

Deno.test("thoughts come before the text as a reasoning item with one summary", async () => {
  const events = await streamOf(says(
    { type: "reasoning", delta: "Let me " },
    { type: "reasoning", delta: "see." },
    { type: "reasoning", delta: "", signature: "c2ln" },
    ...text("Yes."),
  ));
  assertEquals(events.slice(2, 10).map(brief), [
    "response.output_item.added 0",
    "response.reasoning_summary_part.added 0",
    'response.reasoning_summary_text.delta 0 "Let me "',
    'response.reasoning_summary_text.delta 0 "see."',
    'response.reasoning_summary_text.done 0 "Let me see."',
    "response.reasoning_summary_part.done 0",
    "response.output_item.done 0",
    "response.output_item.added 1",
  ]);
  assertEquals(events[8]!["item"], {
    id: `rs_${id}o0`,
    type: "reasoning",
    summary: [{ type: "summary_text", text: "Let me see." }],
    encrypted_content: wireSignature("thought", "c2ln"),
  });
});

Deno.test("a signature without thoughts is a reasoning item with an empty summary", async () => {
  const events = await streamOf(
    says({ type: "reasoning", delta: "", signature: "c2ln" }, ...text("a")),
  );
  assertEquals(events.slice(2, 4).map(brief), [
    "response.output_item.added 0",
    "response.output_item.done 0",
  ]);
});

Deno.test("parallel function calls are items of their own, with their arguments as deltas", async () => {
  const events = await streamOf(
    says(...call("call_a", "look", '{"at":', '"x"}'), ...call("call_b", "sleep")),
    { tools },
  );
  assertEquals(events.slice(2, -1).map(brief), [
    "response.output_item.added 0",
    'response.function_call_arguments.delta 0 "{\\"at\\":"',
    'response.function_call_arguments.delta 0 "\\"x\\"}"',
    'response.function_call_arguments.done 0 "{\\"at\\":\\"x\\"}"',
    "response.output_item.done 0",
    "response.output_item.added 1",
    'response.function_call_arguments.delta 1 "{}"',
    'response.function_call_arguments.done 1 "{}"',
    "response.output_item.done 1",
  ]);
  assertEquals(responseOf(events.at(-1))["output"], [
    {
      id: `fc_${id}o0`,
      type: "function_call",
      status: "completed",
      call_id: "call_a",
      name: "look",
      arguments: '{"at":"x"}',
    },
    {
      id: `fc_${id}o1`,
      type: "function_call",
      status: "completed",
      call_id: "call_b",
      name: "sleep",
      arguments: "{}",
      namespace: "clock",
    },
  ]);
});

Deno.test("a custom tool's call carries its raw input", async () => {
  const events = await streamOf(
    says(...call("call_a", "patch", '{"input"', ': "a\\n', 'b\\"c"}')),
    { tools },
  );
  assertEquals(events.slice(2, -1).map(brief), [
    "response.output_item.added 0",
    'response.custom_tool_call_input.delta 0 "a\\n"',
    'response.custom_tool_call_input.delta 0 "b\\"c"',
    'response.custom_tool_call_input.done 0 "a\\nb\\"c"',
    "response.output_item.done 0",
  ]);
  assertEquals(events.at(-2)!["item"], {
    id: `ctc_${id}o0`,
    type: "custom_tool_call",
    status: "completed",
    call_id: "call_a",
    name: "patch",
    input: 'a\nb"c',
  });
});

Deno.test("a custom tool's input that breaks off stays in its item as it was sent", async () => {
  const events = await streamOf(says(...call("call_a", "patch", '{"input":"half', " way")), {
    tools,
  });
  assertEquals((events.at(-2)!["item"] as JsonObject)["input"], "half way");
});

Deno.test("a search for tools goes back to the client that makes it", async () => {
  const events = await streamOf(says(...call("call_a", "tool_search", '{"query":"x"}')), { tools });
  assertEquals(events.slice(2, -1).map((event) => event["item"]), [
    {
      id: `tsc_${id}o0`,
      type: "tool_search_call",
      status: "in_progress",
      call_id: "call_a",
      execution: "client",
      arguments: {},
    },
    {
      id: `tsc_${id}o0`,
      type: "tool_search_call",
      status: "completed",
      call_id: "call_a",
      execution: "client",
      arguments: { query: "x" },
    },
  ]);
});

Deno.test("a source is an annotation of the text it supports, told before the text is done", async () => {
  const events = await streamOf(says(
    ...text("ab"),
    { type: "citation", url: "https://a.example", title: "A", span: { start: 1, end: 3 } },
    ...text("cd"),
    { type: "citation", url: "https://b.example" },
  ));
  const added = events.filter((event) => String(event["type"]).includes("annotation"));
  assertEquals(added.map((event) => event["annotation"]), [
    { type: "url_citation", url: "https://a.example", title: "A", start_index: 1, end_index: 3 },
    {
      type: "url_citation",
      url: "https://b.example",
      title: "https://b.example",
      start_index: 0,
      end_index: 4,
    },
  ]);
  assertEquals(added.map((event) => event["annotation_index"]), [0, 1]);
  const after = events[Number(added.at(-1)!["sequence_number"]) + 1]!;
  assertEquals(brief(after), 'response.output_text.done 0 "abcd"');
});

Deno.test("a source that comes before any text is told with the first one", async () => {
  const events = await streamOf(says(
    { type: "citation", url: "https://a.example" },
    ...text("ab"),
    ...call("call_a", "look", "{}"),
    ...text("cd"),
  ));
  const added = events.filter((event) => String(event["type"]).includes("annotation"));
  assertEquals(added.map(brief), ["response.output_text.annotation.added 0"]);
});

Deno.test("a source that comes after its text was done is still told, and in the response", async () => {
  const events = await streamOf(says(
    ...text("ab"),
    ...call("call_a", "look", "{}"),
    { type: "citation", url: "https://a.example", span: { start: 0, end: 2 } },
  ));
  assertEquals(brief(events.at(-2)!), "response.output_text.annotation.added 0");
  assert(JSON.stringify(responseOf(events.at(-1))["output"]).includes("https://a.example"));
});

Deno.test("a picture is an image generation call, one without bytes a link", async () => {
  const events = await streamOf(says(
    { type: "media", mediaType: "image/png", source: { base64: "AAAA" } },
    { type: "media", mediaType: "image/jpeg", source: { url: "https://a.example/x" } },
  ));
  assertEquals(events.slice(2, 7).map(brief), [
    "response.output_item.added 0",
    "response.image_generation_call.in_progress 0",
    "response.image_generation_call.generating 0",
    "response.image_generation_call.completed 0",
    "response.output_item.done 0",
  ]);
  assertEquals(events[6]!["item"], {
    id: `ig_${id}o0`,
    type: "image_generation_call",
    status: "completed",
    result: "AAAA",
    output_format: "png",
  });
  assert(events.some((event) => event["text"] === "![image/jpeg](https://a.example/x)"));
});
