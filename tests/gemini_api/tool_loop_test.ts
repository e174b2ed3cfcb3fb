import { assert, assertEquals } from "@std/assert";
import { requestBody } from "../../lib/backends/gemini_api/request_body.ts";
import type { Message, ToolCallPart } from "../../lib/core/message.ts";
import { answerOf, ask, type TestApi, user, withApi } from "./api_backend.ts";

const tools = [
  { name: "look", parameters: { type: "object", properties: { at: { type: "integer" } } } },
  { name: "count", parameters: { type: "object", properties: { of: { type: "string" } } } },
];

/** What clients do to a model's message before they send it back. */
const clients: Record<string, (call: ToolCallPart, index: number) => ToolCallPart> = {
  "keeps all": (call) => call,
  "drops signatures": ({ signature: _, ...call }) => call,
  "drops signatures and writes arguments anew": ({ signature: _, ...call }) => ({
    ...call,
    arguments: JSON.stringify(JSON.parse(call.arguments), null, 1),
  }),
  "drops signatures and ids": ({ signature: _, ...call }) => ({ ...call, id: "" }),
  "drops signatures and makes up ids": ({ signature: _, ...call }, index) => ({
    ...call,
    id: `mine_${index}`,
  }),
};

for (const model of ["gemini-2.5-pro", "gemini-3.5-flash", "gemini-3.8-flash"]) {
  for (const [name, client] of Object.entries(clients)) {
    Deno.test(`ten turns of parallel calls on ${model}: a client that ${name}`, () =>
      withApi(async (api) => {
        const messages = [user("Earlier"), said("Yes?"), user(directions(10))];
        for (let round = 0; round < 10; round++) await runRound(api, { model, messages, client });
        const { parts } = await answerOf(api, ask("", { model, tools, messages }));
        const text = parts.map((part) => part.type === "text" ? part.text : "").join("");
        assertEquals(text, "TOOL_RESULT: saw 9 | counted 9");
        assertEquals(api.fake.generations.map(({ refused }) => refused).filter(Boolean), []);
        assertEquals(api.fake.generations.length, 11);
        if (model !== "gemini-2.5-pro") await assertRemembered(api, name);
      }));
  }
}

/** Only a client that makes up ids and arguments anew may need the stand-in; here none does. */
function assertRemembered(api: TestApi, name: string): void {
  const last = JSON.stringify(api.fake.generations.at(-1)?.body);
  assert(!last.includes("skip_thought_signature_validator"), `${name}: stand-in used`);
  const signatures = [...last.matchAll(/"thoughtSignature":"([^"]+)"/g)].map(([, one]) => one);
  assertEquals(new Set(signatures).size, 10);
}

async function runRound(
  api: TestApi,
  { model, messages, client }: {
    model: string;
    messages: Message[];
    client: (call: ToolCallPart, index: number) => ToolCallPart;
  },
): Promise<void> {
  const { parts } = await answerOf(api, ask("", { model, tools, messages }));
  const calls = parts.filter((part) => part.type === "tool-call").map(client);
  assertEquals(calls.map(({ name }) => name), ["look", "count"]);
  messages.push({ role: "assistant", parts: calls });
  const results = calls.map((call) => {
    const { at, of } = JSON.parse(call.arguments);
    const text = call.name === "look" ? `saw ${at}` : `counted ${of}`;
    return {
      type: "tool-result" as const,
      callId: call.id,
      name: call.name,
      parts: [{ type: "text" as const, text }],
    };
  });
  // Tools end in any order.
  messages.push({ role: "tool", parts: results.reverse() });
}

function directions(rounds: number): string {
  return Array.from(
    { length: rounds },
    (_, n) => `[[tool:look {"at":${n}}]][[tool:count {"of":"${n}"}]]`,
  ).join("[[next]]");
}

function said(text: string): Message {
  return { role: "assistant", parts: [{ type: "text", text }] };
}

Deno.test("signatures of one key are never attached for another", () =>
  withApi(async (api) => {
    const request = ask("[[tool:look {}]]", { model: "gemini-3.5-flash", tools });
    const { parts } = await answerOf(api, request);
    const call = parts.find((part) => part.type === "tool-call")!;
    const { signature, ...bare } = call;
    const messages: Message[] = [
      user("[[tool:look {}]]"),
      { role: "assistant", parts: [bare] },
      { role: "tool", parts: [{ type: "tool-result", callId: call.id, parts: [] }] },
    ];
    const again = { ...request, messages };
    await answerOf(api, again, { key: "AIzaOfSomebodyElse" });
    assert(!JSON.stringify(api.fake.generations.at(-1)?.body).includes(signature!));
    await answerOf(api, again);
    assert(JSON.stringify(api.fake.generations.at(-1)?.body).includes(signature!));
  }));

Deno.test("a conversation of 2,000 rounds is built in time that follows its length", () => {
  const messages: Message[] = [user("Go")];
  for (let n = 0; n < 2000; n++) {
    messages.push(
      {
        role: "assistant",
        parts: [{ type: "tool-call", id: `c${n}`, name: "look", arguments: "{}" }],
      },
      { role: "tool", parts: [{ type: "tool-result", callId: `c${n}`, parts: [] }] },
    );
  }
  let lookups = 0;
  const { body } = requestBody(ask("", { messages, model: "gemini-3.5-flash" }), {
    files: new Map(),
    rememberedSignature: () => {
      lookups++;
      return undefined;
    },
  });
  assertEquals((body.contents as unknown[]).length, 4001);
  assertEquals(lookups, 2000);
});
