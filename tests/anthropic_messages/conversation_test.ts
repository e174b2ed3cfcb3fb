import { assertEquals, assertThrows } from "@std/assert";
import { decodeRequest } from "../../lib/dialects/anthropic_messages/decode_request.ts";
import { UNSIGNED, wireSignature } from "../../lib/dialects/anthropic_messages/signature.ts";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import type { Message } from "../../lib/core/message.ts";
import { user } from "./loopback.ts";

function decode(body: JsonObject) {
  return decodeRequest({ model: "m", max_tokens: 10, messages: [user("hi")], ...body });
}

function messages(...sent: JsonObject[]): Message[] {
  return decode({ messages: sent }).request.messages;
}

const text = (value: string) => ({ type: "text" as const, text: value });
const use = (id: string, name: string) => ({ type: "tool_use", id, name, input: { a: 1 } });

Deno.test("a string and text blocks both become text parts", () => {
  assertEquals(messages(user("a"), { role: "assistant", content: [text("b")] }), [
    { role: "user", parts: [text("a")] },
    { role: "assistant", parts: [text("b")] },
  ]);
});

Deno.test("system blocks stay apart and as they are, the billing header too", () => {
  const system = [text("x-anthropic-billing-header: cc_version=2;"), text("Be short.")];
  assertEquals(decode({ system }).request.messages[0], { role: "system", parts: system });
});

Deno.test("a system message keeps its place among the messages", () => {
  const sent = messages(user("a"), { role: "system", content: "env" }, user("b"));
  assertEquals(sent.map(({ role }) => role), ["user", "system", "user"]);
});

Deno.test("a system message that clears at the next user message is gone after it", () => {
  const system = { role: "system", content: "now", clear_at: "next_user_message" };
  const roles = (...sent: JsonObject[]) => messages(...sent).map(({ role }) => role);
  assertEquals(roles(user("a"), system), ["user", "system"]);
  assertEquals(roles(user("a"), system, user("b")), ["user", "user"]);
});

Deno.test("a picture is carried by its bytes or its address", () => {
  const [sent] = messages(user([
    { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
    { type: "image", source: { type: "url", url: "https://x.test/p.png" } },
  ]));
  assertEquals(sent?.parts as unknown, [
    {
      type: "media",
      path: "messages.0.content.0",
      mediaType: "image/png",
      source: { base64: "AAAA" },
    },
    {
      type: "media",
      path: "messages.0.content.1",
      mediaType: "image/*",
      source: { url: "https://x.test/p.png" },
    },
  ]);
});

Deno.test("documents of every inline source are read", () => {
  const document = (source: JsonObject, more = {}) => ({ type: "document", source, ...more });
  const [sent] = messages(user([
    document({ type: "base64", media_type: "application/pdf", data: "JVBE" }, { title: "T" }),
    document({ type: "text", media_type: "text/plain", data: "plain" }, { context: "C" }),
    document({ type: "url", url: "https://x.test/d.pdf" }),
    document({ type: "content", content: [text("piece")] }),
  ]));
  assertEquals(sent?.parts as unknown, [
    text("Document: T"),
    {
      type: "media",
      path: "messages.0.content.0",
      mediaType: "application/pdf",
      source: { base64: "JVBE" },
      name: "T",
    },
    text("C"),
    text("plain"),
    {
      type: "media",
      path: "messages.0.content.2",
      mediaType: "application/pdf",
      source: { url: "https://x.test/d.pdf" },
    },
    text("piece"),
  ]);
});

Deno.test("a file that would lie on the vendor's servers is refused by its path", () => {
  const sent = user([{ type: "image", source: { type: "file", file_id: "f" } }]);
  const error = assertThrows(() => messages(sent), GatewayError);
  assertEquals(error.param, "messages.0.content.0.source.file_id");
});

Deno.test("results in any order find the name of their call, and stand before the turn's text", () => {
  const sent = messages(
    user("go"),
    { role: "assistant", content: [use("1", "read"), use("2", "bash")] },
    user([
      { type: "tool_result", tool_use_id: "2", content: "two" },
      text("between"),
      { type: "tool_result", tool_use_id: "1", content: [text("one")], is_error: true },
    ]),
  );
  assertEquals(sent.slice(2), [
    {
      role: "tool",
      parts: [
        {
          type: "tool-result",
          callId: "2",
          name: "bash",
          parts: [text("two")],
          isError: undefined,
        },
        { type: "tool-result", callId: "1", name: "read", parts: [text("one")], isError: true },
      ],
    },
    { role: "user", parts: [text("between")] },
  ]);
});

Deno.test("a result holds pictures, documents, search results, tool references, or nothing", () => {
  const content = [
    { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
    { type: "document", source: { type: "text", media_type: "text/plain", data: "d" } },
    { type: "search_result", title: "T", source: "S", content: [text("found")] },
    { type: "tool_reference", tool_name: "WebFetch" },
    { type: "browser_state", tabs: [{ tab_id: "1" }] },
  ];
  const { request, ignored } = decode({
    messages: [user([
      { type: "tool_result", tool_use_id: "1", content },
      { type: "tool_result", tool_use_id: "2" },
    ])],
  });
  assertEquals(ignored, []);
  const [sent] = request.messages;
  const parts = sent?.role === "tool" ? sent.parts : [];
  assertEquals(parts[0]?.parts as unknown, [
    {
      type: "media",
      path: "messages.0.content.0.content.0",
      mediaType: "image/png",
      source: { base64: "AAAA" },
    },
    text("d"),
    text("Search result: T (S)\nfound"),
    text("The tool WebFetch is available now."),
    text('{"type":"browser_state","tabs":[{"tab_id":"1"}]}'),
  ]);
  assertEquals(parts[1]?.parts, []);
});

Deno.test("a thought's signature comes back as the upstream gave it", () => {
  const [sent] = messages({
    role: "assistant",
    content: [{
      type: "thinking",
      thinking: "hm",
      signature: wireSignature("thought", "abc"),
    }],
  });
  assertEquals(sent?.parts as unknown, [{ type: "reasoning", text: "hm", signature: "abc" }]);
});

Deno.test("our mark of an unsigned thought and another vendor's signature are dropped", () => {
  for (const signature of [UNSIGNED, "c3R1Yi1zaWduYXR1cmU="]) {
    const [sent] = messages({
      role: "assistant",
      content: [{ type: "thinking", thinking: "hm", signature }],
    });
    assertEquals(sent?.parts as unknown, [{ type: "reasoning", text: "hm", signature: undefined }]);
  }
});

Deno.test("a call's signature comes back from the thought before it", () => {
  const [sent] = messages({
    role: "assistant",
    content: [
      { type: "thinking", thinking: "", signature: wireSignature("call", "sig") },
      use("1", "read"),
      use("2", "read"),
    ],
  });
  const call = { type: "tool-call", name: "read", arguments: '{"a":1}' };
  assertEquals(sent?.parts as unknown, [
    { ...call, id: "1", signature: "sig" },
    { ...call, id: "2", signature: undefined },
  ]);
});

Deno.test("redacted thoughts are reported as ignored", () => {
  const content = [{ type: "redacted_thinking", data: "x" }, text("a")];
  const { request, ignored } = decode({ messages: [{ role: "assistant", content }] });
  assertEquals(request.messages[0]?.parts, [text("a")]);
  assertEquals(ignored, ["messages.*.content.*"]);
});

Deno.test("what server tools left in the history is read as text, without encrypted parts", () => {
  const [sent] = messages({
    role: "assistant",
    content: [
      { type: "server_tool_use", id: "r", name: "web_search", input: {} },
      { type: "server_tool_use", id: "s", name: "web_search", input: { query: "q" } },
      {
        type: "web_search_tool_result",
        tool_use_id: "s",
        content: [{ type: "web_search_result", title: "T", url: "U", encrypted_content: "zz" }],
      },
      {
        type: "code_execution_tool_result",
        tool_use_id: "c",
        content: { stdout: "4", encrypted_stdout: "zz" },
      },
      { type: "compaction", content: "earlier" },
    ],
  });
  assertEquals(sent?.parts, [
    text('[Used web_search: {"query":"q"}]'),
    text("[Web search results]\n- T: U"),
    text('[code_execution_tool_result: {"stdout":"4"}]'),
    text("earlier"),
  ]);
});

Deno.test("a compaction that is no text is refused, not dropped", () => {
  const content = [{ type: "compaction", content: ["earlier"] }];
  const error = assertThrows(() => messages({ role: "assistant", content }), GatewayError);
  assertEquals(error.param, "messages.0.content.0.content");
});

Deno.test("a prefill is the last message", () => {
  const sent = messages(user("q"), { role: "assistant", content: "Answer:" });
  assertEquals(sent.at(-1), { role: "assistant", parts: [text("Answer:")] });
});

Deno.test("a call without input has an empty object for it", () => {
  const [sent] = messages({
    role: "assistant",
    content: [{ type: "tool_use", id: "1", name: "n" }],
  });
  assertEquals(sent?.parts[0]?.type === "tool-call" && sent.parts[0].arguments, "{}");
});
