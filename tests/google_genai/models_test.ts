import { assertEquals, assertStringIncludes } from "@std/assert";
import { saying, scriptedBackend } from "../fakes/scripted_backend.ts";
import { asked, genaiGateway, hi, refused } from "./genai_gateway.ts";

const names = ["gemini-3.5-flash", "gemini-flash-lite", "gemini-3.1-pro"];
const key = { headers: { "x-goog-api-key": "k" } };

function gateway() {
  return genaiGateway(scriptedBackend(saying("x"), {
    models: () =>
      Promise.resolve(names.map((name, index) => ({
        name,
        displayName: name.toUpperCase(),
        ...(index === 0 && { description: "d", inputTokenLimit: 9, outputTokenLimit: 8 }),
        ...(index === 0 && { thinking: true }),
      }))),
    countTokens: (request) => Promise.resolve(request.messages.length),
  }));
}

Deno.test("a query without a key says nothing of the vendor", async () => {
  const list = await (await gateway().get("/v1/models?limit=2")).json();
  assertEquals([list.models, list.object], [undefined, "list"]);
});

Deno.test("the list has the vendor's shape where the key, the query or the path says so", async () => {
  for (
    const [path, init] of [
      ["/v1/models", key],
      ["/v1/models?key=k", undefined],
      ["/v1beta/models", undefined],
      ["/any/prefix/v1alpha/models", undefined],
    ] as const
  ) {
    const body = await (await gateway().get(path, init)).json();
    assertEquals(
      body.models.map(({ name }: { name: string }) => name),
      names.map((name) => `models/${name}`),
    );
    assertEquals(body.models[0], {
      name: "models/gemini-3.5-flash",
      version: "3.5",
      displayName: "GEMINI-3.5-FLASH",
      description: "d",
      inputTokenLimit: 9,
      outputTokenLimit: 8,
      supportedGenerationMethods: ["generateContent", "countTokens"],
      temperature: 1,
      topP: 0.95,
      topK: 64,
      maxTemperature: 2,
      thinking: true,
    });
  }
});

Deno.test("the list is another vendor's where the request says so", async () => {
  for (
    const [path, init] of [
      ["/v1/models", undefined],
      ["/v1beta/openai/models", undefined],
      ["/v1/models", { headers: { "x-goog-api-key": "k", "anthropic-version": "2023-06-01" } }],
    ] as const
  ) {
    assertEquals((await (await gateway().get(path, init)).json()).object, "list");
  }
});

Deno.test("pages of the list", async () => {
  const first = await (await gateway().get("/v1beta/models?pageSize=2")).json();
  assertEquals([first.models.length, first.nextPageToken], [2, "gemini-3.1-pro"]);
  const path = `/v1beta/models?pageSize=2&pageToken=${first.nextPageToken}`;
  const second = await (await gateway().get(path)).json();
  assertEquals([second.models.length, second.nextPageToken], [1, undefined]);
  for (const query of ["pageSize=-1", "pageSize=x", "pageToken=nobody"]) {
    const response = await gateway().get(`/v1beta/models?${query}`);
    assertEquals(response.status, 400);
    assertStringIncludes((await response.json()).error.message, query.split("=")[0]!);
  }
});

Deno.test("one model, by its name with or without slashes", async () => {
  const paths = ["/v1beta/models/gemini-3.1-pro", "/v1/publishers/google/models/gemini-3.1-pro"];
  for (const path of paths) {
    const model = await (await gateway().get(path, key)).json();
    assertEquals([model.name, model.version], ["models/gemini-3.1-pro", "3.1"]);
  }
  const slashed = await (await gateway().get("/v1beta/models/openai/gpt-5")).json();
  assertEquals(slashed.name, "models/openai/gpt-5");
});

Deno.test("tokens are counted of contents, or of a whole request", async () => {
  const path = "/v1beta/models/gemini-3.5-flash:countTokens";
  const generateContentRequest = { model: "models/x", systemInstruction: "s", ...hi };
  const bodies: [body: object, totalTokens: number][] = [
    [hi, 1],
    [{ generateContentRequest }, 2],
    [{ generate_content_request: generateContentRequest }, 2],
  ];
  for (const [body, totalTokens] of bodies) {
    assertEquals(await (await gateway().post(path, body)).json(), { totalTokens });
  }
});

Deno.test("a mistake in a whole request to count is named where it stands", async () => {
  const path = "/v1beta/models/gemini-3.5-flash:countTokens";
  const { message } = await refused({ generateContentRequest: { contents: [5] } }, path);
  assertStringIncludes(message, '"generateContentRequest.contents.0"');
  const unread = await refused({ ...hi, generateContentRequest: "hi" }, path);
  assertStringIncludes(unread.message, '"generateContentRequest": expected an object');
});

Deno.test("a foreign model's name is served under its family", async () => {
  const { request } = await asked(hi, "/v1beta/models/openai/gpt-5-mini:streamGenerateContent");
  assertEquals(request.model, "gemini-flash-lite");
});
