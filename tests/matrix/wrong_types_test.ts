import { assert, assertEquals } from "@std/assert";
import type { JsonObject, JsonValue } from "../../lib/core/json.ts";
import { requestDecisions } from "../../lib/dialects/anthropic_messages/request_fields.ts";
import { parameters } from "../../lib/dialects/openai_chat/parameters.ts";
import { params } from "../../lib/dialects/openai_responses/decisions.ts";
import { assembledGateway } from "../fakes/assembled_gateway.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { dialectCalls } from "./dialect_calls.ts";

const tables: Record<string, Record<string, string>> = {
  openai_chat: parameters,
  openai_responses: params,
  anthropic_messages: requestDecisions,
};

/** One value of each type that JSON has. */
const values: JsonValue[] = ["a word", 5, true, [7], { made_up: 1 }];

for (const [dialect, decisions] of Object.entries(tables)) {
  Deno.test(`${dialect}: a field of a wrong type is refused by its name, or reported`, async () => {
    const web = startFakeGeminiWeb();
    const gateway = assembledGateway({ gemini_web_url: web.url });
    const call = dialectCalls.find(({ name }) => name === dialect)!;
    const accepted = async (field: string, value: JsonValue): Promise<boolean> => {
      const body: JsonObject = { ...call.body("Hi", false), [field]: value };
      const response = await gateway.post(call.path(false), body, { headers: call.headers });
      const text = await response.text();
      assert(response.status < 500);
      if (response.status !== 200) assert(text.includes(field), `${field}: ${text}`);
      return response.status === 200 && !response.headers.get("x-gemini-ignored")?.includes(field);
    };
    for (const field of Object.keys(decisions)) {
      const types: string[] = [];
      for (const value of values) {
        if (await accepted(field, value)) types.push(Array.isArray(value) ? "array" : typeof value);
      }
      // Several types without a report: then nobody looked at the type.
      assert(types.length <= 1, `${field} takes ${types.join(", ")}`);
    }
    await web.close();
  });
}

Deno.test("wrong types inside of fields are refused by their names", async () => {
  const web = startFakeGeminiWeb();
  const gateway = assembledGateway({ gemini_web_url: web.url });
  const custom = { type: "custom", custom: { name: "patch", format: "lark" } };
  const schema = { type: "json_schema", json_schema: { name: "a", schema: {}, strict: "yes" } };
  const cases: [string, JsonObject, string][] = [
    ["openai_chat", { web_search_options: "x" }, "web_search_options"],
    ["openai_chat", { tools: [custom] }, "tools.0.custom.format"],
    ["openai_chat", { response_format: schema }, "response_format.json_schema.strict"],
    ["openai_responses", { include: "reasoning.encrypted_content" }, "include"],
    ["openai_responses", { reasoning: { summary: 5 } }, "reasoning.summary"],
    ["anthropic_messages", { metadata: "me" }, "metadata"],
  ];
  for (const [dialect, fields, param] of cases) {
    const call = dialectCalls.find(({ name }) => name === dialect)!;
    const body = { ...call.body("Hi", false), ...fields };
    const response = await gateway.post(call.path(false), body, { headers: call.headers });
    const text = await response.text();
    assertEquals(response.status, 400, param);
    assert(text.includes(`\\"${param}\\"`), text);
  }
  assertEquals(web.generations, []);
  await web.close();
});
