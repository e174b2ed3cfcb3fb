import { assert, assertEquals } from "@std/assert";
import { assembledGateway } from "../fakes/assembled_gateway.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";

const levels = 100_000;
const deep = `${'{"items":'.repeat(levels)}{}${"}".repeat(levels)}`;
const message = '{"role": "user", "content": "Hello"}';

const model = '"model": "gemini-3.5-flash"';

/** Bodies with a value that nests more deeply than any program can walk. */
const bodies: Record<string, string> = {
  "/v1/chat/completions":
    `{${model}, "messages": [${message}], "tools": [{"type": "function", "function": {"name": "a", "parameters": ${deep}}}]}`,
  "/v1/responses": `{${model}, "input": "Hello", "metadata": ${deep}}`,
  "/v1/messages":
    `{${model}, "max_tokens": 9, "messages": [${message}], "tools": [{"name": "a", "input_schema": ${deep}}]}`,
  "/v1beta/models/gemini-3.5-flash:generateContent":
    `{"contents": [{"parts": [{"text": "Hello"}]}], "no_such_field": ${deep}}`,
};

for (const [path, body] of Object.entries(bodies)) {
  Deno.test(`JSON that nests too deeply is the client's mistake at ${path}`, async () => {
    const fake = startFakeGeminiWeb();
    const gateway = assembledGateway({ gemini_web_url: fake.url });
    const response = await gateway.post(path, undefined, { body });
    const text = await response.text();
    assertEquals(response.status, 400, text);
    assert(text.includes("nests too deeply"), text);
    await fake.close();
  });
}
