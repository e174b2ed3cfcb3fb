import { assertEquals } from "@std/assert";
import { requestBody } from "../../lib/backends/gemini_api/request_body.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import type { Message, ToolResultPart } from "../../lib/core/message.ts";
import { ask, user } from "./api_backend.ts";

function contentsOf(
  messages: Message[],
  { model = "gemini-2.5-flash", remembered = {} as Record<string, string> } = {},
): JsonObject[] {
  const { body } = requestBody(ask("", { messages, model }), {
    files: new Map(),
    rememberedSignature: ({ id }) => remembered[id],
  });
  return JSON.parse(JSON.stringify(body.contents));
}

function calling(...ids: string[]): Message {
  return {
    role: "assistant",
    parts: ids.map((id) => ({ type: "tool-call", id, name: `tool_${id}`, arguments: "{}" })),
  };
}

function result(callId: string, change: Partial<ToolResultPart> = {}): Message {
  return {
    role: "tool",
    parts: [{
      type: "tool-result",
      callId,
      parts: [{ type: "text", text: `result of ${callId}` }],
      ...change,
    }],
  };
}

function responses(content: JsonObject | undefined): JsonObject[] {
  return (content?.parts as JsonObject[]).flatMap(({ functionResponse }) =>
    functionResponse ? [functionResponse as JsonObject] : []
  );
}

Deno.test("results stand in one content in the order of their calls", () => {
  const contents = contentsOf([user("Go"), calling("a", "b"), result("b"), result("a")]);
  assertEquals(contents.length, 3);
  assertEquals(responses(contents[2]), [
    { id: "a", name: "tool_a", response: { output: "result of a" } },
    { id: "b", name: "tool_b", response: { output: "result of b" } },
  ]);
});

Deno.test("what the user says beside results stands behind them", () => {
  const contents = contentsOf([user("Go"), calling("a"), user("Wait"), result("a")]);
  assertEquals(contents[2]?.parts, [
    { functionResponse: { id: "a", name: "tool_a", response: { output: "result of a" } } },
    { text: "Wait" },
  ]);
});

Deno.test("a call that nobody answered gets a response that says so", () => {
  const contents = contentsOf([user("Go"), calling("a", "b"), result("a"), user("Stop")]);
  assertEquals(responses(contents[2])[1], {
    id: "b",
    name: "tool_b",
    response: { error: "The tool gave no result." },
  });
});

Deno.test("a result without a call is told as text", () => {
  const contents = contentsOf([result("gone", { name: "look" }), user("Go on")]);
  assertEquals(contents, [{
    role: "user",
    parts: [
      {
        text: 'Result of an earlier call of the tool look (gone):\n{"output":"result of gone"}',
      },
      { text: "Go on" },
    ],
  }]);
});

Deno.test("results without ids are matched by name and order", () => {
  const call = (args: string) =>
    ({ type: "tool-call", id: "", name: "look", arguments: args }) as const;
  const contents = contentsOf([
    user("Go"),
    { role: "assistant", parts: [call('{"at":1}'), call('{"at":2}')] },
    result("", { name: "look", value: { result: 1 } }),
    result("", { name: "look", value: { result: 2 } }),
  ]);
  assertEquals(responses(contents[2]).map(({ response }) => response), [{ result: 1 }, {
    result: 2,
  }]);
});

Deno.test("ids that come again later are matched in their order", () => {
  const contents = contentsOf([
    user("Go"),
    calling("x"),
    result("x", { value: { n: 1 } }),
    calling("x"),
    result("x", { value: { n: 2 } }),
  ]);
  assertEquals(responses(contents[2])[0]?.response, { n: 1 });
  assertEquals(responses(contents[4])[0]?.response, { n: 2 });
});

Deno.test("a response is the client's object, or its text under the documented key", () => {
  const of = (change: Partial<ToolResultPart>) =>
    responses(contentsOf([user("Go"), calling("a"), result("a", change)])[2])[0]?.response;
  assertEquals(of({ value: { content: 1 } }), { content: 1 });
  assertEquals(of({ value: [1] }), { result: [1] });
  assertEquals(of({ isError: true }), { error: "result of a" });
  assertEquals(of({}), { output: "result of a" });
});

const png = { type: "media", mediaType: "image/png", source: { base64: "iVBORw0KGgo=" } } as const;

Deno.test("pictures in results stand inside of the response where the model takes them there", () => {
  const messages = [user("Go"), calling("a"), result("a", { parts: [png] })];
  const inlineData = { mimeType: "image/png", data: "iVBORw0KGgo=" };
  const newer = contentsOf(messages, { model: "gemini-3.5-flash" })[2];
  assertEquals(responses(newer)[0]?.parts, [{ inlineData }]);
  const older = contentsOf(messages)[2];
  assertEquals(responses(older)[0]?.parts, undefined);
  assertEquals((older?.parts as JsonObject[]).slice(1), [
    { text: "Files in the result of tool_a (a):" },
    { inlineData },
  ]);
});

Deno.test("a file in a result keeps the name by which the client's own object speaks of it", () => {
  const file = {
    type: "media" as const,
    mediaType: "image/png",
    source: { base64: "iVBORw0KGgo=" },
    name: "chart.png",
  };
  const told = (value?: JsonObject) =>
    responses(
      contentsOf([user("Hi"), calling("a"), result("a", { parts: [file], value })], {
        model: "gemini-3.5-flash",
      }).at(-1),
    )[0]?.parts;
  const inlineData = { mimeType: "image/png", data: "iVBORw0KGgo=" };
  assertEquals(told({ picture: { $ref: "chart.png" } }), [
    { inlineData: { ...inlineData, displayName: "chart.png" } },
  ]);
  assertEquals(told(), [{ inlineData }]);
});

Deno.test("empty texts are left out, and an empty turn is a blank", () => {
  const contents = contentsOf([
    { role: "user", parts: [{ type: "text", text: "" }, { type: "text", text: "Hi" }] },
    { role: "assistant", parts: [{ type: "text", text: "" }] },
    user(""),
  ]);
  assertEquals(contents, [{ role: "user", parts: [{ text: "Hi" }] }]);
  assertEquals(contentsOf([user("")]), [{ role: "user", parts: [{ text: " " }] }]);
  assertEquals(contentsOf([]), [{ role: "user", parts: [{ text: " " }] }]);
});

Deno.test("a turn that was nothing but signed is a blank where no signatures are sent", () => {
  const signed: Message = {
    role: "assistant",
    parts: [{ type: "text", text: "", signature: "s" }],
  };
  const { body } = requestBody(ask("", { messages: [user("Hi"), signed, user("Go on")] }), {
    files: new Map(),
    rememberedSignature: () => undefined,
    withoutSignatures: true,
  });
  assertEquals(body.contents.map(({ parts }) => parts), [
    [{ text: "Hi" }],
    [{ text: " " }],
    [{ text: "Go on" }],
  ]);
});

Deno.test("a conversation that begins with the model gets a blank before it", () => {
  assertEquals(contentsOf([calling("a"), result("a")])[0], {
    role: "user",
    parts: [{ text: " " }],
  });
});

Deno.test("models that refuse to have the last word are asked to go on", () => {
  const prefill: Message = { role: "assistant", parts: [{ type: "text", text: "Well, " }] };
  assertEquals(contentsOf([user("Hi"), prefill]).length, 2);
  const newer = contentsOf([user("Hi"), prefill], { model: "gemini-3.8-flash" });
  assertEquals(newer.length, 3);
  assertEquals(newer[2]?.role, "user");
});

Deno.test("arguments that are no JSON object are handed back as they were", () => {
  const parts = (args: string) =>
    contentsOf([user("Go"), {
      role: "assistant",
      parts: [{ type: "tool-call", id: "a", name: "look", arguments: args }],
    }])[1]?.parts as JsonObject[];
  assertEquals(parts("")[0]?.functionCall, { id: "a", name: "look", args: {} });
  assertEquals(parts('{"cut')[0]?.functionCall, {
    id: "a",
    name: "look",
    args: { arguments: '{"cut' },
  });
});

Deno.test("signatures return on the part they came with", () => {
  const [, content] = contentsOf([user("Hi"), {
    role: "assistant",
    parts: [
      { type: "reasoning", text: "Hm", signature: "S1" },
      { type: "reasoning", text: "unsigned" },
      { type: "text", text: "Hello", signature: "S2" },
      { type: "text", text: "", signature: "S3" },
      { type: "tool-call", id: "a", name: "look", arguments: "{}", signature: "S4" },
    ],
  }]);
  assertEquals(content?.parts, [
    { text: "Hm", thought: true, thoughtSignature: "S1" },
    { text: "Hello", thoughtSignature: "S2" },
    { text: "", thoughtSignature: "S3" },
    { functionCall: { id: "a", name: "look", args: {} }, thoughtSignature: "S4" },
  ]);
});

Deno.test("lost signatures come from memory, else the stand-in takes the place of the first", () => {
  const done: Message = { role: "assistant", parts: [{ type: "text", text: "Done." }] };
  const old = [user("Old"), calling("o"), result("o"), done];
  const messages = [...old, user("Go"), calling("a", "b")];
  const signatures = (contents: JsonObject[]) =>
    contents.flatMap(({ parts }) =>
      (parts as JsonObject[]).filter((part) => part.functionCall)
        .map(({ thoughtSignature }) => thoughtSignature)
    );
  const model = "gemini-3.5-flash";
  const standIn = "skip_thought_signature_validator";
  assertEquals(signatures(contentsOf(messages, { model })), [undefined, standIn, undefined]);
  const remembered = { a: "kept", o: "old" };
  assertEquals(signatures(contentsOf(messages, { model, remembered })), ["old", "kept", undefined]);
  assertEquals(signatures(contentsOf(messages)), [undefined, undefined, undefined]);
});

Deno.test("a file's name, an exact type and a generic one", () => {
  const parts = contentsOf([{
    role: "user",
    parts: [
      { ...png, mediaType: "image/*", name: "dot.png" },
      { type: "media", mediaType: "audio/x-wav", source: { base64: "UklGRg==" } },
      {
        type: "media",
        mediaType: "video/*",
        source: { url: "https://www.youtube.com/watch?v=abc" },
      },
    ],
  }])[0]?.parts;
  assertEquals(parts, [
    { text: 'File "dot.png":' },
    { inlineData: { mimeType: "image/png", data: "iVBORw0KGgo=" } },
    { inlineData: { mimeType: "audio/wav", data: "UklGRg==" } },
    { fileData: { fileUri: "https://www.youtube.com/watch?v=abc" } },
  ]);
});
