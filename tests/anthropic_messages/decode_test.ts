import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { decodeRequest } from "../../lib/dialects/anthropic_messages/decode_request.ts";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { user } from "./loopback.ts";

function decode(body: JsonObject) {
  return decodeRequest({ model: "m", max_tokens: 10, messages: [user("hi")], ...body });
}

function refusal(body: JsonObject): GatewayError {
  return assertThrows(() => decode(body), GatewayError);
}

const text = (value: string) => ({ type: "text" as const, text: value });
const use = (id: string, name: string) => ({ type: "tool_use", id, name, input: { a: 1 } });

Deno.test("thinking is shown, omitted or not wanted", () => {
  const settings = (body: JsonObject) => {
    const { request, thoughts } = decode(body);
    return [thoughts, request.reasoning];
  };
  assertEquals(settings({}), ["none", { effort: undefined, show: false }]);
  assertEquals(settings({ thinking: { type: "enabled", budget_tokens: 1024 } }), [
    "shown",
    { effort: undefined, budgetTokens: 1024, show: true },
  ]);
  assertEquals(
    settings({
      thinking: { type: "adaptive", display: "omitted" },
      output_config: { effort: "max" },
    }),
    ["omitted", { effort: "xhigh", budgetTokens: undefined, show: false }],
  );
  assertEquals(
    settings({ thinking: { type: "disabled" }, output_config: { effort: "high" } }),
    ["none", { effort: "none", show: false }],
  );
});

Deno.test("the newest system message's effort wins over the request's", () => {
  const system = (effort: string) => ({ role: "system", content: "s", output_config: { effort } });
  const { request } = decode({
    output_config: { effort: "medium" },
    messages: [user("a"), system("high"), user("b"), system("low")],
  });
  assertEquals(request.reasoning.effort, "low");
});

Deno.test("an output schema is read from its new and its old place", () => {
  const format = { type: "json_schema", schema: { type: "object" } };
  const output = { type: "json", schema: { type: "object" } };
  assertEquals(decode({ output_config: { format } }).request.output as unknown, output);
  assertEquals(decode({ output_format: format }).request.output as unknown, output);
});

Deno.test("sampling settings and stop sequences are read, any size of max_tokens too", () => {
  const { request } = decode({
    max_tokens: 10_000_000,
    temperature: 0.5,
    top_p: 0.9,
    top_k: 5,
    stop_sequences: ["@@"],
  });
  assertEquals(request.sampling, {
    temperature: 0.5,
    topP: 0.9,
    topK: 5,
    maxOutputTokens: 10_000_000,
  });
  assertEquals(request.stop, ["@@"]);
});

Deno.test("fields without an equivalent are reported, those without an effect are not", () => {
  const cached = { ...text("hi"), cache_control: { type: "ephemeral" } };
  const { ignored } = decode({
    messages: [user([cached, { ...text("a"), novelty: 1 }, { ...text("b"), novelty: 1 }])],
    metadata: { user_id: "u" },
    service_tier: "auto",
    safeguards: {},
    mcp_servers: [],
    container: null,
    output_config: { task_budget: { total: 1 } },
  });
  assertEquals(ignored.sort(), [
    "messages.*.content.*.novelty",
    "output_config.task_budget",
    "safeguards",
    "service_tier",
  ]);
});

Deno.test("what would give a wrong answer is refused by name", () => {
  const refused: Record<string, JsonObject> = {
    mcp_servers: { mcp_servers: [{ type: "url", name: "n", url: "u" }] },
    container: { container: "c" },
    compaction: { compaction: { type: "summarize" } },
  };
  for (const [param, body] of Object.entries(refused)) {
    const error = refusal(body);
    assertEquals([error.kind, error.param], ["invalid-request", param]);
    assertStringIncludes(error.message, `"${param}"`);
  }
});

Deno.test("broken requests are refused by the path of what is wrong", () => {
  const wrong: [JsonObject, string][] = [
    [{ messages: [] }, "messages"],
    [{ messages: [{ role: "robot", content: "x" }] }, "messages.0.role"],
    [{ messages: [{ role: "user", content: 5 }] }, "messages.0.content"],
    [{ messages: [{ role: "user" }] }, "messages.0.content"],
    [{ messages: [user([{ type: "text" }])] }, "messages.0.content.0.text"],
    [{ messages: [user([{ type: "hologram" }])] }, "messages.0.content.0.type"],
    [{ messages: [user([use("1", "n")])] }, "messages.0.content.0.type"],
    [
      { messages: [{ role: "assistant", content: [{ type: "tool_result" }] }] },
      "messages.0.content.0.type",
    ],
    [{ system: [{ type: "image", source: { type: "url", url: "u" } }] }, "system"],
    [{ max_tokens: 0 }, "max_tokens"],
    [{ stop_sequences: ["a", ""] }, "stop_sequences.1"],
    [{ output_config: { format: { type: "json_schema" } } }, "output_config.format.schema"],
    [{ output_config: { format: { type: "xml", schema: {} } } }, "output_config.format.type"],
    [{ thinking: { type: "sometimes" } }, "thinking.type"],
  ];
  for (const [body, param] of wrong) assertEquals(refusal(body).param, param);
});
