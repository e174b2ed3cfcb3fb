import { assert, assertEquals } from "@std/assert";
import { isJsonObject, type JsonObject } from "../../lib/core/json.ts";
import { decodeRequest } from "../../lib/dialects/openai_responses/request.ts";

const folder = new URL("../../../shared/clients/requests/", import.meta.url);

/** What Codex sends and we do not use, and why that is right. */
const unused = [
  "client_metadata", // who asks, for the vendor's own statistics
  "reasoning.context", // which earlier thoughts the vendor replays; here all of them are
  "text.verbosity", // Gemini has no such setting
  "tools[].external_web_access", // Google's search is always live
  "tools[].search_content_types",
  "input[].output[].detail", // pictures are sent as they are
];

function recorded(): { name: string; body: JsonObject }[] {
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name }) => name.startsWith("codex-"))
      .map(({ name }) => ({
        name,
        body: JSON.parse(Deno.readTextFileSync(new URL(name, folder))).body,
      }));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

const requests = recorded();

Deno.test({
  name: "nothing that Codex sends is lost without a decision",
  ignore: requests.length === 0,
  fn() {
    const ignored = new Set(requests.flatMap(({ body }) => decode(body).ignored));
    assertEquals([...ignored].toSorted(), unused.toSorted());
  },
});

for (const { name, body } of requests) {
  Deno.test(`${name} decodes with all its texts, calls and tools`, () => {
    const { request } = decode(body);
    const said = JSON.stringify(request);
    for (const text of textsOf(body["input"])) {
      assert(said.includes(JSON.stringify(text).slice(1, -1)), text);
    }
    for (const tool of callableNames(body)) {
      assert(request.tools.some(({ name }) => name === tool), tool);
    }
    const results = request.messages.flatMap((message) =>
      message.role === "tool" ? message.parts : []
    );
    assert(results.every((result) => result.name !== undefined));
  });
}

function decode(body: JsonObject) {
  return decodeRequest(body, { conversation: () => undefined, item: () => undefined });
}

/** All texts and outputs of the items. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isJsonObject(value) || value["type"] === "additional_tools") return [];
  return Object.entries(value).flatMap(([key, child]) =>
    typeof child === "string"
      ? (["text", "output", "name", "call_id"].includes(key) ? [child] : [])
      : textsOf(child)
  );
}

function callableNames({ tools, input }: JsonObject): string[] {
  const given = Array.isArray(input)
    ? input.flatMap((item) => isJsonObject(item) ? item["tools"] ?? [] : [])
    : [];
  return [tools ?? [], given].flat(2).filter(isJsonObject).flatMap((tool) => {
    if (tool["type"] === "namespace") return callableNames({ tools: tool["tools"] });
    return typeof tool["name"] === "string" ? [tool["name"]] : [];
  });
}
