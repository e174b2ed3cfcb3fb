import { assertEquals } from "@std/assert";
import { errorKinds, GatewayError } from "../../lib/core/gateway_error.ts";
import type { ErrorKind } from "../../lib/core/gateway_error.ts";
import { openaiErrorBody } from "../../lib/dialects/openai/error.ts";
import { FakeGateway, says, text } from "./fake_gateway.ts";

Deno.test("a response repeats what was asked", async () => {
  const tools = [{ type: "function", name: "f", parameters: {}, strict: false }];
  const asked = {
    instructions: "Be short.",
    max_output_tokens: 9,
    metadata: { a: "b" },
    parallel_tool_calls: false,
    prompt_cache_key: "k",
    reasoning: { effort: "low", summary: "auto" },
    safety_identifier: "s",
    temperature: 0.1,
    text: { format: { type: "json_object" } },
    tool_choice: { type: "function", name: "f" },
    tools,
    top_p: 0.2,
    user: "u",
  };
  const response = await new FakeGateway(() => says(...text("{}"))).create({
    input: "hi",
    ...asked,
  });
  for (const [key, value] of Object.entries(asked)) assertEquals(response[key], value, key);
  assertEquals(response["object"], "response");
  assertEquals(response["created_at"], 1_700_000_000);
  assertEquals(response["model"], "gemini-test");
});

Deno.test("a response without settings tells the defaults", async () => {
  const response = await new FakeGateway(() => says(...text("a"))).create({ input: "hi" });
  assertEquals(response["tools"], []);
  assertEquals(response["tool_choice"], "auto");
  assertEquals(response["parallel_tool_calls"], true);
  assertEquals(response["text"], { format: { type: "text" } });
  assertEquals(response["reasoning"], { effort: null, summary: null });
  assertEquals(response["metadata"], {});
  for (const setting of ["temperature", "top_p", "max_output_tokens", "instructions"]) {
    assertEquals(response[setting], null, setting);
  }
  assertEquals([response["error"], response["incomplete_details"]], [null, null]);
});

Deno.test("an error of any kind has the vendor's four fields", () => {
  for (const kind of Object.keys(errorKinds) as ErrorKind[]) {
    const body = openaiErrorBody(new GatewayError(kind, "What to do.", { param: "a.b" }));
    const error = body["error"] as Record<string, unknown>;
    assertEquals(Object.keys(error).toSorted(), ["code", "message", "param", "type"]);
    assertEquals([error["message"], error["param"]], ["What to do.", "a.b"]);
  }
});

Deno.test("a quota that is used up has the vendor's type for it and its own code", () => {
  const error = new GatewayError("quota-used-up", "Used up.", { code: "google_usage_limit" });
  const { type, code } = openaiErrorBody(error)["error"] as Record<string, unknown>;
  assertEquals([type, code], ["insufficient_quota", "google_usage_limit"]);
});

Deno.test("a wait above a minute has the type at which Codex stops in place of sitting it out", () => {
  const typeOf = (retryAfterSec?: number) => {
    const error = new GatewayError("rate-limited", "Wait.", { retryAfterSec });
    return (openaiErrorBody(error)["error"] as Record<string, unknown>)["type"];
  };
  assertEquals(typeOf(61), "usage_limit_reached");
  assertEquals([typeOf(60), typeOf()], ["rate_limit_error", "rate_limit_error"]);
});

Deno.test("an error's own code goes before the kind's", () => {
  const error = new GatewayError("too-large", "Too long.", { code: "context_length_exceeded" });
  assertEquals(openaiErrorBody(error), {
    error: {
      message: "Too long.",
      type: "invalid_request_error",
      param: null,
      code: "context_length_exceeded",
    },
  });
});
