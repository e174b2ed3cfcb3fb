import { assert, assertEquals } from "@std/assert";
import { decodeGenerate } from "../../lib/dialects/google_genai/decode.ts";
import { recordedRequests } from "../fakes/recorded_requests.ts";

const requests = recordedRequests("gemini-cli-");
const ignore = requests.length === 0;

/** All strings of contents and tools that the model has to see. */
function words(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(words);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    ["text", "data", "output", "description", "name"].includes(key) && typeof inner === "string"
      ? [inner]
      : words(inner)
  );
}

Deno.test({
  name: "every field of Gemini CLI's recorded requests is read",
  ignore,
  fn() {
    for (const { name, body } of requests) {
      assertEquals(decodeGenerate(body, "m").ignored, [], name);
      assertEquals(decodeGenerate(body, "m").request.extras, undefined, name);
    }
  },
});

Deno.test({
  name: "no word of Gemini CLI's recorded requests is lost",
  ignore,
  fn() {
    for (const { name, body } of requests) {
      const decoded = JSON.stringify(decodeGenerate(body, "m").request);
      for (const word of words([body.contents, body.systemInstruction, body.tools])) {
        assert(decoded.includes(JSON.stringify(word).slice(1, -1)), `${name}: ${word}`);
      }
    }
  },
});

Deno.test({
  name: "Gemini CLI's settings arrive: the router's schema, the search, the thoughts, the results",
  ignore,
  fn() {
    const decoded = (part: string) => {
      const found = requests.find(({ name }) => name.includes(part));
      assert(found, part);
      return decodeGenerate(found.body, "m").request;
    };
    const { output, reasoning } = decoded("simple-01");
    assert(output.type === "json");
    assertEquals(output.schema?.["type"], "object");
    assertEquals(reasoning, { effort: "high", budgetTokens: undefined, show: true });
    assertEquals(decoded("websearch-02").webSearch, true);
    assertEquals(decoded("parallel-01").reasoning.budgetTokens, 8192);
    const { messages } = decoded("parallel-02");
    const results = messages.at(-1)!.parts;
    assertEquals(results.map((part) => part.type === "tool-result" && part.name), [
      "read_file",
      "list_directory",
    ]);
  },
});
