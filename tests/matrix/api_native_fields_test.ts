import { assertEquals, assertStringIncludes } from "@std/assert";
import type { JsonObject } from "../../lib/core/json.ts";
import { answered, genaiPaths, hello, withApiGateway } from "./api_gateway.ts";

const bodyFields: JsonObject = {
  labels: { team: "a" },
  serviceTier: "flex",
  store: false,
  cachedContent: "cachedContents/1",
  continuationToken: "AA==",
  toolConfig: { retrievalConfig: { languageCode: "cs" } },
};

const generationConfig: JsonObject = {
  responseModalities: ["AUDIO"],
  speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Kore" } } },
  mediaResolution: "MEDIA_RESOLUTION_LOW",
  responseLogprobs: true,
  logprobs: 3,
  enableEnhancedCivicAnswers: true,
  audioTranscriptionConfig: {},
  responseFormat: [{}],
  translationConfig: { targetLanguageCode: "cs" },
  thinkingConfig: { includeThoughts: true, thinkingLevel: "LOW" },
};

Deno.test("what only Google's API knows of a GenAI request goes there untouched", () =>
  withApiGateway(async ({ api, gateway }) => {
    for (const path of genaiPaths) {
      const response = await gateway.post(path, { ...hello, ...bodyFields, generationConfig });
      assertEquals([response.status, response.headers.get("x-gemini-ignored")], [200, null]);
      await response.body?.cancel();
      const { safetySettings: _, ...sent } = api.generations.at(-1)!.body;
      assertEquals(sent, { ...hello, ...bodyFields, generationConfig });
    }
  }));

Deno.test("what a GenAI client says of a file goes with it", () =>
  withApiGateway(async ({ api, gateway }) => {
    const part = {
      fileData: { fileUri: "https://www.youtube.com/watch?v=abc", mimeType: "video/mp4" },
      videoMetadata: { startOffset: "10s", endOffset: "20s", fps: 5 },
      mediaResolution: { level: "MEDIA_RESOLUTION_LOW" },
    };
    const response = await gateway.post(genaiPaths[0]!, { contents: [{ parts: [part] }] });
    assertEquals([response.status, response.headers.get("x-gemini-ignored")], [200, null]);
    await response.body?.cancel();
    assertEquals(api.generations[0]?.body.contents, [{ role: "user", parts: [part] }]);
  }));

Deno.test("a cached content counts where Google counts", () =>
  withApiGateway(async ({ api, gateway }) => {
    const cachedContent = "cachedContents/1";
    const path = genaiPaths[0]!.replace("generateContent", "countTokens");
    await (await gateway.post(path, { ...hello, cachedContent })).body?.cancel();
    const { generateContentRequest } = api.requests.at(-1)!.body as { [key: string]: JsonObject };
    assertEquals(generateContentRequest?.cachedContent, cachedContent);
  }));

Deno.test("a spoken answer reaches a GenAI client as Google sends it", () =>
  withApiGateway(async ({ api, gateway }) => {
    const inlineData = { mimeType: "audio/L16;codec=pcm;rate=24000", data: "AAAA" };
    const content = { parts: [{ inlineData }], role: "model" };
    api.answer([answered(undefined, { content, finishReason: "STOP" })]);
    const config = { responseModalities: ["AUDIO"] };
    const response = await gateway.post(genaiPaths[0]!, { ...hello, generationConfig: config });
    assertEquals((await response.json()).candidates[0].content, content);
  }));

Deno.test("a picture is asked for just as the GenAI client asks", () =>
  withApiGateway(async ({ api, gateway }) => {
    const path = "/v1beta/models/gemini-3.1-flash-image:generateContent";
    const config = { responseModalities: ["IMAGE"], imageConfig: { aspectRatio: "16:9" } };
    const response = await gateway.post(path, { ...hello, generationConfig: config });
    await response.body?.cancel();
    assertEquals(api.generations.at(-1)!.body.generationConfig, config);
  }));

const needed: [body: JsonObject, field: string][] = [
  [{ cachedContent: "cachedContents/1" }, "cachedContent"],
  [{ continuationToken: "AA==" }, "continuationToken"],
  [{ generationConfig: { responseModalities: ["TEXT", "AUDIO"] } }, "responseModalities.1"],
  [{ generationConfig: { speechConfig: {} } }, "generationConfig.speechConfig"],
  [{ generationConfig: { responseFormat: [{}] } }, "generationConfig.responseFormat"],
  [{ generationConfig: { translationConfig: {} } }, "generationConfig.translationConfig"],
];

Deno.test("the web app refuses by name what it cannot do without being wrong, and says who can", () =>
  withApiGateway(async ({ web, gateway }) => {
    for (const [fields, field] of needed) {
      const response = await gateway.post(genaiPaths[0]!, { ...hello, ...fields });
      const { error } = await response.json();
      assertEquals([error.code, error.status], [400, "UNIMPLEMENTED"]);
      assertStringIncludes(error.message, `${field}"`);
      assertStringIncludes(error.message, "api/NAME");
    }
    assertEquals(web.generations, []);
  }, { route: "web" }));

Deno.test("the web app names each setting of Google's own that changes nothing there", () =>
  withApiGateway(async ({ gateway }) => {
    const config = { logprobs: 3, mediaResolution: "MEDIA_RESOLUTION_LOW" };
    const body = { ...hello, labels: { a: "b" }, generationConfig: config };
    const response = await gateway.post(genaiPaths[0]!, body);
    await response.body?.cancel();
    assertEquals(
      response.headers.get("x-gemini-ignored"),
      "labels, generationConfig.logprobs, generationConfig.mediaResolution",
    );
  }, { route: "web" }));
