import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { JsonObject } from "../../lib/core/json.ts";
import { assembledGateway } from "../fakes/assembled_gateway.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { dialectCalls } from "./dialect_calls.ts";

const parameters = {
  type: "object",
  properties: { path: { type: "string" }, text: { type: "string" } },
  required: ["path", "text"],
};
const block = '```tool_call\n{"name": "write", "arguments": {"path": "a.txt"}}\n```';

/** How each dialect offers a tool, and what its answer must hold for the call. */
const offers: Record<string, { tools(strict: boolean): JsonObject; called: string[] }> = {
  openai_chat: {
    tools: (strict) => ({
      tools: [{ type: "function", function: { name: "write", parameters, strict } }],
    }),
    called: ['"finish_reason":"tool_calls"', '{\\"path\\":\\"a.txt\\"}'],
  },
  openai_responses: {
    tools: (strict) => ({ tools: [{ type: "function", name: "write", parameters, strict }] }),
    called: ['"type":"function_call"', '{\\"path\\":\\"a.txt\\"}'],
  },
  google_genai: {
    tools: () => ({ tools: [{ functionDeclarations: [{ name: "write", parameters }] }] }),
    called: ['"functionCall":', '"args":{"path":"a.txt"}'],
  },
  anthropic_messages: {
    tools: (strict) => ({ tools: [{ name: "write", input_schema: parameters, strict }] }),
    called: ['"stop_reason":"tool_use"', "path"],
  },
};

async function answerOf(dialect: string, stream: boolean, strict = false): Promise<string> {
  const web = startFakeGeminiWeb();
  web.script({ text: block }, 2);
  const gateway = assembledGateway({ gemini_web_url: web.url });
  const call = dialectCalls.find(({ name }) => name === dialect)!;
  const body = { ...call.body("Write it.", stream), ...offers[dialect]!.tools(strict) };
  const response = await gateway.post(call.path(stream), body, { headers: call.headers });
  const text = await response.text();
  assertEquals([response.status, web.generations.length], [200, 2]);
  await web.close();
  return text;
}

for (const [dialect, { called }] of Object.entries(offers)) {
  Deno.test(`${dialect}: a call that lacks a field twice is the client's to answer`, async () => {
    for (const stream of [false, true]) {
      const text = await answerOf(dialect, stream);
      for (const piece of called) assertStringIncludes(text, piece);
      assert(!text.includes("```"), text);
    }
  });
}

Deno.test("of a strict tool no call is made that lacks a field", async () => {
  for (const dialect of ["openai_chat", "openai_responses", "anthropic_messages"]) {
    assertStringIncludes(await answerOf(dialect, false, true), "```tool_call");
  }
});
