import { assertEquals } from "@std/assert";
import { standInNames } from "../../lib/backends/gemini_api/function_names.ts";
import { answerOf, ask, testKey, user, withApi } from "./api_backend.ts";

const tool = (name: string) => ({ name, parameters: { type: "object", properties: {} } });

Deno.test("a tool whose name the API refuses is called under a stand-in, and told by its own name", () =>
  withApi(async (api) => {
    const tools = [tool("21st/magic"), tool("plain")];
    const messages = [user('[[tool:_21st_magic {"a":1}]][[next]][[tool:_21st_magic {"a":2}]]')];
    const first = await answerOf(api, ask("", { tools, messages }));
    const [call] = first.parts;
    assertEquals(call?.type === "tool-call" && call.name, "21st/magic");
    const { finishReason } = await answerOf(
      api,
      ask("", {
        tools,
        toolChoice: { mode: "required", allowed: ["21st/magic"] },
        messages: [
          ...messages,
          { role: "assistant", parts: first.parts.filter((part) => part.type === "tool-call") },
          {
            role: "tool",
            parts: [{
              type: "tool-result",
              callId: call?.type === "tool-call" ? call.id : "",
              name: "21st/magic",
              parts: [{ type: "text", text: "done" }],
            }],
          },
        ],
      }),
    );
    assertEquals(finishReason, "tool-calls");
    assertEquals(api.fake.generations.map(({ refused }) => refused).filter(Boolean), []);
    assertEquals(
      await api.backend.countTokens!(ask("x", { tools }), {
        signal: new AbortController().signal,
        key: testKey,
      }) > 0,
      true,
    );
  }));

Deno.test("stand-ins are told apart from each other and from names that are fine", () => {
  const long = "9".repeat(200);
  const names = ["a b", "a/b", "a_b", "été", "", long, `${long}x`];
  const found = standInNames(ask("", { tools: names.map(tool) }))!;
  const standIns = found.request.tools.map(({ name }) => name);
  assertEquals(standIns.slice(0, 5), ["a_b_2", "a_b_3", "a_b", "_t_", "_"]);
  assertEquals(new Set(standIns).size, names.length);
  assertEquals(standIns.map((name) => name.length <= 64), names.map(() => true));
  assertEquals(standIns.map(found.original), names);
});

Deno.test("thousands of names that look alike get stand-ins of their own", () => {
  const names = Array.from({ length: 20_000 }, (_, index) => String.fromCharCode(0x4e00 + index));
  const found = standInNames(ask("", { tools: names.map(tool) }))!;
  assertEquals(new Set(found.request.tools.map(({ name }) => name)).size, names.length);
});

Deno.test("a request whose names are all fine stays as it is", () => {
  const names = ["a", "_b", "mcp__server__tool-1", "ns.tool:x", "x".repeat(128)];
  assertEquals(standInNames(ask("", { tools: names.map(tool) })), undefined);
});
