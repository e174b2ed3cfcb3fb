import { assert, assertEquals, assertThrows } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { decodeRequest } from "../../lib/dialects/openai_responses/request.ts";

const nothingStored = { conversation: () => undefined, item: () => undefined };

function decode(body: JsonObject) {
  return decodeRequest({ model: "m", input: "hi", ...body }, nothingStored);
}

function functionTool(name: string): JsonObject {
  return { type: "function", name, parameters: { type: "object" }, strict: false };
}

function namespace(name: string, ...tools: JsonObject[]): JsonObject {
  return { type: "namespace", name, description: "", tools };
}

function namesOf(body: JsonObject): string[] {
  return decode(body).request.tools.map((tool) => tool.name);
}

Deno.test("a function keeps its schema untouched", () => {
  const parameters = { type: "object", properties: { a: { type: "string", encrypted: true } } };
  const tool = { type: "function", name: "f", description: "d", parameters, strict: true };
  assertEquals(decode({ tools: [tool] }).request.tools, [
    { name: "f", description: "d", parameters, strict: true },
  ]);
});

Deno.test("a custom tool is a function of one string that tells its grammar", () => {
  const format = { type: "grammar", syntax: "lark", definition: "start: PATCH" };
  const [tool] = decode({ tools: [{ type: "custom", name: "patch", format }] }).request.tools;
  assertEquals(Object.keys(tool?.parameters?.["properties"] ?? {}), ["input"]);
  assert(tool?.description?.includes("lark"));
  assert(tool?.description?.includes("start: PATCH"));
});

Deno.test("tools of namespaces are bare where that is clear, else qualified", () => {
  const tools = [
    functionTool("look"),
    namespace("a", functionTool("look"), functionTool("only")),
    namespace("b", functionTool("look")),
  ];
  assertEquals(namesOf({ tools }), ["look", "a__look", "only", "b__look"]);
});

Deno.test("what a namespace is for is told at its first tool, before the tool's own words", () => {
  const described = { ...functionTool("look"), description: "Looks." };
  const tools = [{
    ...namespace("a", described, functionTool("only")),
    description: "Eyes.",
  }];
  assertEquals(decode({ tools }).request.tools.map((tool) => tool.description), [
    "[a: Eyes.]\nLooks.",
    undefined,
  ]);
});

Deno.test("an earlier call in a namespace has the name that the model knows", () => {
  const tools = [functionTool("look"), namespace("a", functionTool("look"))];
  const old = (namespace?: string) => ({
    type: "function_call",
    call_id: "c",
    name: "look",
    arguments: "{}",
    namespace,
  });
  const name = (call: JsonObject) => {
    const part = decode({ tools, input: [call] }).request.messages[0]?.parts[0];
    return part?.type === "tool-call" ? part.name : undefined;
  };
  assertEquals(name(old("a")), "a__look");
  assertEquals(name(old()), "look");
});

Deno.test("tools may also stand in the input", () => {
  const input = [
    {
      type: "additional_tools",
      role: "developer",
      tools: [namespace("functions", { type: "custom", name: "exec" }, functionTool("wait"))],
    },
    { role: "user", content: "hi" },
  ];
  const { request, ignored } = decode({ input });
  assertEquals(request.tools.map((tool) => tool.name), ["exec", "wait"]);
  assertEquals(request.messages.length, 1);
  assertEquals(ignored, []);
});

Deno.test("a search made by the client brings the tools it found", () => {
  const input = [
    { type: "tool_search_call", call_id: "c", execution: "client", arguments: { query: "x" } },
    {
      type: "tool_search_output",
      call_id: "c",
      execution: "client",
      tools: [namespace("agents", functionTool("spawn"))],
    },
    { type: "tool_search_call", call_id: "d", execution: "client", arguments: '{"query":"y"}' },
  ];
  const { request } = decode({ tools: [{ type: "tool_search", execution: "client" }], input });
  assertEquals(
    request.messages.flatMap(({ parts }) =>
      parts.flatMap((part) => part.type === "tool-call" ? [part.arguments] : [])
    ),
    ['{"query":"x"}', '{"query":"y"}'],
  );
  assertEquals(request.tools.map((tool) => tool.name), ["tool_search", "spawn"]);
  assertEquals(request.messages[1]!.parts, [{
    type: "tool-result",
    callId: "c",
    name: "tool_search",
    parts: [{ type: "text", text: "Now on offer: spawn" }],
  }]);
});

Deno.test("where the vendor would search, its tools are on offer at once, and its searches leave no trace", () => {
  const input = [
    { type: "tool_search_call", execution: "server", arguments: { query: "x" } },
    { type: "tool_search_output", execution: "server", tools: [functionTool("spawn")] },
    { role: "user", content: "hi" },
  ];
  const { request, ignored } = decode({ tools: [{ type: "tool_search" }], input });
  assertEquals(request.tools.map((tool) => tool.name), ["spawn"]);
  assertEquals(request.messages.map(({ role }) => role), ["user"]);
  assertEquals(ignored, ["tools[type=tool_search]"]);
});

Deno.test("web search is Google's own", () => {
  const { request, ignored } = decode({ tools: [{ type: "web_search", filters: {} }] });
  assertEquals([request.webSearch, request.tools.length], [true, 0]);
  assertEquals(ignored, ["tools[].filters"]);
});

Deno.test("image generation asks for pictures beside text", () => {
  const { request } = decode({ tools: [{ type: "image_generation", size: "1024x1536" }] });
  assertEquals(request.outputMedia, { image: true, aspectRatio: "2:3" });
});

Deno.test("a tool that only the vendor runs is refused, an unknown one reported", () => {
  const error = assertThrows(
    () => decode({ tools: [functionTool("f"), { type: "code_interpreter" }] }),
    GatewayError,
  );
  assertEquals([error.kind, error.param], ["unsupported", "tools.1.type"]);
  assertEquals(decode({ tools: [{ type: "brand_new" }] }).ignored, ["tools[type=brand_new]"]);
});

Deno.test("every form of tool choice is read", () => {
  const tools = [
    functionTool("look"),
    namespace("a", functionTool("look"), functionTool("only")),
    { type: "custom", name: "patch" },
    { type: "web_search" },
  ];
  const choice = (tool_choice: JsonObject | string) =>
    decode({ tools, tool_choice }).request.toolChoice;
  assertEquals(choice("none"), { mode: "none" });
  assertEquals(choice("required"), { mode: "required" });
  assertEquals(choice({ type: "function", name: "look" }), {
    mode: "required",
    allowed: ["look"],
  });
  assertEquals(choice({ type: "function", name: "look", namespace: "a" }), {
    mode: "required",
    allowed: ["a__look"],
  });
  assertEquals(choice({ type: "custom", name: "patch" }), {
    mode: "required",
    allowed: ["patch"],
  });
  const allowed = [{ type: "custom", name: "patch" }, { type: "namespace", name: "a" }];
  assertEquals(choice({ type: "allowed_tools", mode: "auto", tools: allowed }), {
    mode: "auto",
    allowed: ["patch", "a__look", "only"],
  });
  const hosted = [{ type: "web_search" }];
  assertEquals(choice({ type: "allowed_tools", mode: "auto", tools: hosted }), { mode: "none" });
});

Deno.test("a choice that cannot be met is an error, a hosted one is reported", () => {
  const failing = (tool_choice: JsonObject | string) =>
    assertThrows(() => decode({ tools: [], tool_choice }), GatewayError).param;
  assertEquals(failing("required"), "tool_choice");
  assertEquals(failing({ type: "function", name: "gone" }), "tool_choice.name");
  assertEquals(failing({ type: "code_interpreter" }), "tool_choice.type");
  assertEquals(decode({ tool_choice: { type: "web_search" } }).ignored, ["tool_choice"]);
  const { request, ignored } = decode({ tool_choice: { type: "web_search_preview" } });
  assertEquals(request.toolChoice, { mode: "auto" });
  assertEquals(ignored, ["tool_choice"]);
});
