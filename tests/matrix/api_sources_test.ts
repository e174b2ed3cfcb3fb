import { assertEquals } from "@std/assert";
import { isJsonObject, type JsonObject } from "../../lib/core/json.ts";
import { answered, genaiPaths, hello, lastRecord, withApiGateway } from "./api_gateway.ts";

const text = "Žluťoučký kůň. " + "Long".repeat(50);
const bytes = (part: string) => new TextEncoder().encode(part).length;

function segment(part: string): JsonObject {
  const start = bytes(text.slice(0, text.indexOf(part)));
  return { startIndex: start, endIndex: start + bytes(part), text: part };
}

const groundingMetadata: JsonObject = {
  groundingChunks: [
    { web: { uri: "https://a.example/", title: "A", domain: "a.example" } },
    { maps: { uri: "https://maps.example/b", title: "B", placeId: "p" } },
  ],
  groundingSupports: [
    { segment: segment("kůň."), groundingChunkIndices: [0], confidenceScores: [0.9] },
    { segment: segment("Long".repeat(50)), groundingChunkIndices: [1] },
  ],
  webSearchQueries: ["kůň", "žluťoučký kůň"],
  searchEntryPoint: { renderedContent: "<div>kůň</div>" },
};

const answer = [
  answered(text.slice(0, 20), {}),
  answered(text.slice(20), { finishReason: "STOP", groundingMetadata }),
];

Deno.test("GenAI clients get Google's grounding whole: chunks, supports, queries, entry point", () =>
  withApiGateway(async ({ api, gateway }) => {
    for (const path of genaiPaths) {
      api.answer(answer);
      const record = await lastRecord(
        await gateway.post(path, { ...hello, tools: [{ googleSearch: {} }] }),
      );
      const [candidate] = record.candidates as JsonObject[];
      assertEquals(candidate?.groundingMetadata, groundingMetadata);
    }
  }));

Deno.test("where Google ran code, its places in the text are not told: they would be wrong", () =>
  withApiGateway(async ({ api, gateway }) => {
    const code = { executableCode: { language: "PYTHON", code: "print(1)" } };
    const fenced = answered(undefined, { content: { parts: [code], role: "model" } });
    api.answer([fenced, ...answer]);
    const { candidates } = await lastRecord(await gateway.post(genaiPaths[1]!, hello));
    const { groundingSupports: _, ...placeless } = groundingMetadata;
    assertEquals((candidates as JsonObject[])[0]?.groundingMetadata, placeless);
  }));

Deno.test("Anthropic's citations quote the words that a source supports, at most 150 characters", () =>
  withApiGateway(async ({ api, gateway }) => {
    const quoted = ["kůň.", "Long".repeat(50).slice(0, 150)];
    for (const stream of [false, true]) {
      api.answer(answer);
      const response = await gateway.post("/v1/messages", {
        model: "gemini-3.5-flash",
        max_tokens: 100,
        messages: [{ role: "user", content: "hi" }],
        tools: [{ type: "web_search_20250305", name: "web_search" }],
        stream,
      }, { headers: { "anthropic-version": "2023-06-01" } });
      const told = await response.text();
      const citations = stream
        ? told.split("\n").filter((line) => line.includes("citations_delta"))
          .map((line) => JSON.parse(line.slice("data: ".length)).delta.citation)
        : JSON.parse(told).content.find((block: JsonObject) => block.type === "text").citations;
      assertEquals(
        citations.filter(isJsonObject).map(({ url, cited_text }: JsonObject) => [url, cited_text]),
        [["https://a.example/", quoted[0]], ["https://maps.example/b", quoted[1]]],
      );
    }
  }));
