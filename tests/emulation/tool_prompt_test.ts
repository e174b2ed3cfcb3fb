import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { GenerateRequest } from "../../lib/core/generate_request.ts";
import { tools } from "./corpus/case.ts";
import { answerOf, fakeBackend, promptOf, userRequest } from "./fake_backend.ts";

async function promptFor(changes: Partial<GenerateRequest>, answer = "ok", limit?: number) {
  const backend = fakeBackend([answer], { maxPromptBytes: limit });
  const generation = await answerOf(backend, userRequest("Weather?", { tools, ...changes }));
  return { prompt: promptOf(backend), generation, request: backend.asked[0]! };
}

/** The section of that header, without it. */
function section(prompt: string, header: string): string {
  const lines = prompt.split("\n");
  const from = lines.indexOf(header);
  assert(from >= 0, `no ${header}`);
  const next = lines.findIndex((line, i) =>
    i > from && /^\[(User|Reminder|Output|Tools)\]$/.test(line)
  );
  return lines.slice(from + 1, next < 0 ? undefined : next).join("\n").trim();
}

Deno.test("the tools stand as one line of JSON between system text and conversation", async () => {
  const { prompt, request } = await promptFor({});
  assertEquals(
    JSON.parse(section(prompt, "[Tools]")),
    tools.map(({ name, description, parameters }) => ({
      name,
      ...(description && { description }),
      parameters: parameters ?? { type: "object", properties: {} },
    })),
  );
  assertEquals(section(prompt, "[User]"), "Weather?");
  assertEquals(prompt.match(/^\[\w+\]$/gm), ["[Tools]", "[User]", "[Reminder]"]);
  assertEquals(request.tools, []);
});

Deno.test("the reminder shows the notation and forces nothing", async () => {
  const reminder = section((await promptFor({})).prompt, "[Reminder]");
  assertStringIncludes(reminder, "```tool_call\n{");
  assert(!/must call|ignore|override|instruction/i.test(reminder));
});

Deno.test("a required call is worded so", async () => {
  const { prompt } = await promptFor(
    { toolChoice: { mode: "required" } },
    '```tool_call\n{"name":"now"}\n```',
  );
  assertStringIncludes(section(prompt, "[Reminder]"), "must call at least one tool");
});

Deno.test("a named call is worded so, and only that tool is offered", async () => {
  const { prompt } = await promptFor(
    { toolChoice: { mode: "required", allowed: ["now"] } },
    '```tool_call\n{"name":"now"}\n```',
  );
  assertMatch(section(prompt, "[Reminder]"), /must call now(?:\s|$)/);
  assertEquals(JSON.parse(section(prompt, "[Tools]")).length, 1);
});

Deno.test("of several named tools none is singled out", async () => {
  const { prompt } = await promptFor(
    { toolChoice: { mode: "required", allowed: ["now", "exec"] } },
    '```tool_call\n{"name":"now"}\n```',
  );
  assertStringIncludes(section(prompt, "[Reminder]"), "must call at least one tool");
  assertEquals(JSON.parse(section(prompt, "[Tools]")).length, 2);
});

Deno.test("with the choice none no tool is offered and no block is a call", async () => {
  const block = '```tool_call\n{"name":"now"}\n```';
  const { prompt, generation } = await promptFor({ toolChoice: { mode: "none" } }, block);
  assertEquals(prompt, "Weather?");
  assertEquals(generation.parts, [{ type: "text", text: block }]);
});

Deno.test("without parallel calls the first call ends the answer and closes the upstream", async () => {
  const block = '```tool_call\n{"name":"now"}\n```\n';
  const backend = fakeBackend([["Hm.\n" + block, "more", block, "more"]]);
  const generation = await answerOf(
    backend,
    userRequest("Go", { tools, parallelToolCalls: false }),
  );
  assertEquals(generation.parts, [
    { type: "text", text: "Hm." },
    { type: "tool-call", id: "call_1", name: "now", arguments: "{}" },
  ]);
  assertEquals(generation.finishReason, "tool-calls");
  assertEquals([backend.read, backend.closed], [2, 1]);
  assert(generation.usage.outputTokens > 0 && generation.usage.inputTokens > 50);
});

Deno.test("a list that is too long loses explanations of parameters, then of tools, and says so", async () => {
  const long = "x".repeat(3000);
  const described = [{
    name: "f",
    description: long,
    parameters: {
      type: "object",
      description: long,
      properties: {
        description: { type: "string", description: long, default: { title: "x" } },
        either: { anyOf: [{ type: "null", title: "x" }, { type: "integer" }] },
      },
      required: ["description"],
    },
  }];
  const bare = {
    type: "object",
    properties: {
      description: { type: "string", default: { title: "x" } },
      either: { anyOf: [{ type: "null" }, { type: "integer" }] },
    },
    required: ["description"],
  };
  const whole = await promptFor({ tools: described }, "ok", 20_000);
  assertEquals(JSON.parse(section(whole.prompt, "[Tools]")), described);
  assertEquals(whole.generation.ignored, []);
  const shorter = await promptFor({ tools: described }, "ok", 6_000);
  assertEquals(JSON.parse(section(shorter.prompt, "[Tools]")), [
    { name: "f", description: long, parameters: bare },
  ]);
  assertEquals(shorter.generation.ignored, ["tools.parameters.description"]);
  const shortest = await promptFor({ tools: described }, "ok", 2_000);
  assertEquals(JSON.parse(section(shortest.prompt, "[Tools]")), [{ name: "f", parameters: bare }]);
  assertEquals(shortest.generation.ignored, ["tools.description", "tools.parameters.description"]);
});

Deno.test("a prompt that cannot fit is refused with its sizes before anything is sent", async () => {
  const backend = fakeBackend(["ok"], { maxPromptBytes: 1000 });
  const request = userRequest("ä".repeat(800), { tools });
  const error = await assertRejects(() => answerOf(backend, request), GatewayError);
  assertEquals([error.status, error.code], [400, "context_length_exceeded"]);
  assertStringIncludes(error.message, "> 1000 maximum");
  assertStringIncludes(error.message, "user messages 1600");
  assertStringIncludes(error.message, "the newest message has 1600");
  assertEquals(backend.asked.length, 0);
});

Deno.test("the limit counts UTF-8 bytes to the last one, also of a bare message", async () => {
  const fits = fakeBackend(["ok"], { maxPromptBytes: 10 });
  await answerOf(fits, userRequest("ääääa\n"));
  assertEquals(fits.asked.length, 1);
  const over = fakeBackend(["ok"], { maxPromptBytes: 10 });
  await assertRejects(() => answerOf(over, userRequest("ääääab\n")), GatewayError, "11 bytes > 10");
});
