import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { decodeRequest } from "../../lib/dialects/anthropic_messages/decode_request.ts";
import { toolDecisions } from "../../lib/dialects/anthropic_messages/offered_tools.ts";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { user } from "./loopback.ts";

function decode(body: JsonObject) {
  return decodeRequest({ model: "m", max_tokens: 10, messages: [user("hi")], ...body });
}

function names(body: JsonObject): string[] {
  return decode(body).request.tools.map(({ name }) => name);
}

const tool = (name: string, more: JsonObject = {}) => ({
  name,
  description: "d",
  input_schema: { type: "object" },
  ...more,
});
const deferred = (name: string) => tool(name, { defer_loading: true });
const search = { type: "web_search_20250305", name: "web_search" };
const reference = (name: string) =>
  user([{
    type: "tool_result",
    tool_use_id: "1",
    content: [{ type: "tool_reference", tool_name: name }],
  }]);

Deno.test("custom tools are read with and without a type, their schemas untouched", () => {
  const schema = { type: "object", $schema: "s", properties: { a: { exclusiveMinimum: 0 } } };
  const { request, ignored } = decode({
    tools: [
      tool("a", { input_schema: schema, cache_control: {}, eager_input_streaming: true }),
      tool("b", { type: "custom", strict: true }),
    ],
  });
  assertEquals(request.tools, [
    { name: "a", description: "d", parameters: schema, strict: undefined },
    { name: "b", description: "d", parameters: { type: "object" }, strict: true },
  ]);
  assertEquals(ignored, []);
});

Deno.test("a deferred tool is on offer once the history refers to it", () => {
  const tools = [tool("ToolSearch"), deferred("WebFetch"), deferred("Other")];
  assertEquals(names({ tools }), ["ToolSearch"]);
  assertEquals(names({ tools, messages: [reference("WebFetch")] }), ["ToolSearch", "WebFetch"]);
});

Deno.test("deferred tools are on offer at once where only the vendor's servers could find them", () => {
  const find = { type: "tool_search_tool_regex_20251119", name: "tool_search_tool_regex" };
  const { request, ignored } = decode({ tools: [find, deferred("a")] });
  assertEquals(request.tools.map(({ name }) => name), ["a"]);
  assertEquals(ignored, ["tools.*"]);
});

Deno.test("system messages add, define and remove tools in their order", () => {
  const change = (type: string, change: JsonObject) => ({
    role: "system",
    content: [{ type, tool: change }],
  });
  const ref = (name: string) => ({ type: "tool_reference", name });
  const messages = [
    user("go"),
    change("tool_addition", ref("b")),
    change("tool_addition", { type: "tool_definition", definition: tool("c") }),
    change("tool_removal", ref("a")),
  ];
  assertEquals(names({ tools: [tool("a"), deferred("b")], messages }), ["b", "c"]);
});

Deno.test("what the vendor's tool search found is on offer", () => {
  const content = {
    type: "tool_search_tool_search_result",
    tool_references: [{ type: "tool_reference", tool_name: "b" }],
  };
  const found = { type: "tool_search_tool_result", tool_use_id: "s", content };
  const messages = [user("hi"), { role: "assistant", content: [found] }, user("go")];
  assertEquals(names({ tools: [tool("a"), deferred("b"), deferred("c")], messages }), ["a", "b"]);
});

Deno.test("the vendor's web search in any version asks for the upstream's own", () => {
  for (const type of ["web_search_20250305", "web_search_20260318", "web_search_20990101"]) {
    const { request, ignored } = decode({ tools: [{ ...search, type, max_uses: 8 }] });
    assertEquals([request.webSearch, request.tools.length], [true, 0]);
    assertEquals(ignored, ["tools.*.max_uses"]);
  }
});

Deno.test("a choice that names the web search cannot be forced, and that is reported", () => {
  const { request, ignored } = decode({
    tools: [search],
    tool_choice: { type: "tool", name: "web_search" },
  });
  assertEquals(request.toolChoice, { mode: "auto" });
  assertEquals(ignored, ["tool_choice"]);
});

Deno.test("what only the vendor's servers run cannot be forced, by its name or as the only choice", () => {
  const tools = [{ type: "code_execution_20260101", name: "code_execution" }];
  for (const tool_choice of [{ type: "tool", name: "code_execution" }, { type: "any" }]) {
    const { request, ignored } = decode({ tools, tool_choice });
    assertEquals(request.toolChoice, { mode: "auto" });
    assertEquals(ignored, ["tools.*", "tool_choice"]);
  }
  const tool_choice = { type: "tool", name: "other" };
  assertEquals(
    assertThrows(() => decode({ tools, tool_choice }), GatewayError).param,
    "tool_choice.name",
  );
});

Deno.test("every kind of tool choice is read", () => {
  const choice = (tool_choice: JsonObject) => {
    const { request } = decode({ tools: [tool("a"), deferred("z")], tool_choice });
    return [request.toolChoice, request.parallelToolCalls, request.tools.length];
  };
  assertEquals(choice({ type: "auto", disable_parallel_tool_use: true }), [
    { mode: "auto" },
    false,
    1,
  ]);
  assertEquals(choice({ type: "any" }), [{ mode: "required" }, true, 1]);
  assertEquals(choice({ type: "none" }), [{ mode: "none" }, true, 1]);
  assertEquals(choice({ type: "tool", name: "z" }), [
    { mode: "required", allowed: ["z"] },
    true,
    2,
  ]);
});

Deno.test("a choice among no tools, or of an unknown one, is refused", () => {
  const refused = (body: JsonObject) => assertThrows(() => decode(body), GatewayError).param;
  assertEquals(refused({ tool_choice: { type: "any" } }), "tool_choice.type");
  assertEquals(
    refused({ tools: [tool("a")], tool_choice: { type: "tool", name: "b" } }),
    "tool_choice.name",
  );
});

Deno.test("each family of the vendor's own tools is refused or reported as decided", () => {
  for (const [family, decision] of Object.entries(toolDecisions)) {
    const own = { type: `${family}_20260101`, name: family };
    if (decision === "ignored") {
      assertEquals(decode({ tools: [own] }).ignored, ["tools.*"]);
    } else if (decision === "refused") {
      const error = assertThrows(() => decode({ tools: [own] }), GatewayError, own.type);
      assertEquals(error.param, "tools.0.type");
    }
  }
});

Deno.test("two tools of one name are refused, for one of them would be lost", () => {
  const error = assertThrows(
    () => decode({ tools: [tool("a"), tool("b"), tool("a", { description: "other" })] }),
    GatewayError,
  );
  assertEquals([error.kind, error.param], ["invalid-request", "tools.2.name"]);
});

Deno.test("an unknown type of tool is refused with the way out", () => {
  const error = assertThrows(
    () => decode({ tools: [tool("a"), { type: "teleport_20270101", name: "t" }] }),
    GatewayError,
  );
  assertStringIncludes(error.message, '"tools.1" of type "teleport_20270101"');
  assertStringIncludes(error.message, "input_schema");
});
