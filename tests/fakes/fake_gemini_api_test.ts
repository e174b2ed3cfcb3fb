import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { JsonObject } from "../../lib/core/json.ts";
import { startFakeGeminiApi } from "./fake_gemini_api.ts";

async function post(body: JsonObject, model = "gemini-3.8-flash") {
  const fake = startFakeGeminiApi();
  try {
    const url = `${fake.url}/v1beta/models/${model}:streamGenerateContent?alt=sse`;
    const headers = { "x-goog-api-key": "AIzaTest" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, text };
  } finally {
    await fake.close();
  }
}

const user = (text: string): JsonObject => ({ role: "user", parts: [{ text }] });
const call = (change: JsonObject = {}): JsonObject => ({
  role: "model",
  parts: [{
    functionCall: { id: "a", name: "look", args: {} },
    thoughtSignature: "skip_thought_signature_validator",
    ...change,
  }],
});
const result = (change: JsonObject = {}): JsonObject => ({
  role: "user",
  parts: [{ functionResponse: { id: "a", name: "look", response: { output: "1" }, ...change } }],
});
const tools: JsonObject[] = [{ functionDeclarations: [{ name: "look" }] }];

const refused: [string, JsonObject, string, string?][] = [
  ["an unknown field", { contents: [user("x")], max_tokens: 1 }, 'Unknown name "max_tokens"'],
  ["an unknown field inside", {
    contents: [{ role: "user", parts: [{ text: "x", cache_control: {} }] }],
  }, "at 'contents[0].parts[0]'"],
  ["no contents", { contents: [] }, "contents is not specified"],
  ["an empty part", { contents: [user("")] }, "must have one initialized field"],
  ["no parts", { contents: [{ role: "user", parts: [] }] }, "parts must not be empty"],
  ["a foreign role", { contents: [{ role: "system", parts: [{ text: "x" }] }] }, "valid role"],
  ["a forbidden keyword", {
    contents: [user("x")],
    tools: [{ functionDeclarations: [{ name: "f", parameters: { type: "OBJECT", $ref: "#" } }] }],
  }, 'Unknown name "$ref"'],
  ["a lower-case type", {
    contents: [user("x")],
    tools: [{ functionDeclarations: [{ name: "f", parameters: { type: "object" } }] }],
  }, "TYPE_ENUM"],
  ["an array without items", {
    contents: [user("x")],
    tools: [{ functionDeclarations: [{ name: "f", parameters: { type: "ARRAY" } }] }],
  }, "items: missing field"],
  ["a missing signature", {
    contents: [user("x"), call({ thoughtSignature: undefined }), result()],
    tools,
  }, "missing a thought_signature"],
  ["a foreign signature", {
    contents: [user("x"), call({ thoughtSignature: "Zm9yZWlnbg==" }), result()],
    tools,
  }, "Corrupted thought signature"],
  ["a missing response", { contents: [user("x"), call(), user("y")], tools }, "number of function"],
  ["a response to nothing", { contents: [user("x"), result()], tools }, "after a function call"],
  ["another id", { contents: [user("x"), call(), result({ id: "b" })], tools }, "does not match"],
  ["a leading call", { contents: [call(), result()], tools }, "immediately after a user turn"],
  ["the model's last word", {
    contents: [user("x"), { role: "model", parts: [{ text: "y" }] }],
  }, "role 'model'"],
  ["level and budget", {
    contents: [user("x")],
    generationConfig: { thinkingConfig: { thinkingLevel: "LOW", thinkingBudget: 1 } },
  }, "only set one of"],
  ["an unknown level", {
    contents: [user("x")],
    generationConfig: { thinkingConfig: { thinkingLevel: "MINIMAL" } },
  }, "MINIMAL is not supported"],
  ["a schema without its type", {
    contents: [user("x")],
    generationConfig: { responseJsonSchema: {} },
  }, "response_mime_type"],
  [
    "search beside functions",
    { contents: [user("x")], tools: [...tools, { googleSearch: {} }] },
    "include_server_side_tool_invocations",
  ],
  [
    "search beside functions before Gemini 3",
    {
      contents: [user("x")],
      tools: [...tools, { googleSearch: {} }],
    },
    "unsupported",
    "gemini-2.5-flash",
  ],
  [
    "JSON beside functions before Gemini 3",
    {
      contents: [user("x")],
      tools,
      generationConfig: { responseMimeType: "application/json" },
    },
    "'application/json' is unsupported",
    "gemini-2.5-flash",
  ],
];

for (const [name, body, words, model] of refused) {
  Deno.test(`the fake API refuses ${name} in Google's words`, async () => {
    const { status, text } = await post(body, model);
    assertEquals(status, 400);
    assertStringIncludes(JSON.parse(text).error.message, words);
    assertEquals(JSON.parse(text).error.status, "INVALID_ARGUMENT");
  });
}

Deno.test("the fake API answers a tool turn", async () => {
  const { status, text } = await post({
    contents: [user("[[tool:look {}]]"), call(), result()],
    tools,
  });
  assertEquals(status, 200);
  assert(text.startsWith("data: {"));
  const said = text.split("\r\n\r\n").filter(Boolean).map((record) => JSON.parse(record.slice(6)));
  const words = said.flatMap(({ candidates }) => candidates[0].content.parts).map(({ text }) =>
    text
  );
  assertEquals(words.join(""), "TOOL_RESULT: 1");
});

Deno.test("the fake API wants a key of Google's", async () => {
  const fake = startFakeGeminiApi();
  const ask = async (key?: string) => {
    const headers: HeadersInit = key ? { "x-goog-api-key": key } : {};
    const response = await fetch(`${fake.url}/v1beta/models`, { headers });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals([await ask(), await ask("sk-1"), await ask("AIza1")], [403, 400, 200]);
  await fake.close();
});
