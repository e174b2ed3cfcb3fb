import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import OpenAI, { toFile } from "openai";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import type { MediaEvent } from "../../lib/core/generate_event.ts";
import { openaiImages } from "../../lib/dialects/openai_images/openai_images.ts";
import type { GatewaySettings } from "../../lib/gateway/settings.ts";
import {
  type Batch,
  finish,
  saying,
  type Script,
  type ScriptedBackend,
  scriptedBackend,
} from "../fakes/scripted_backend.ts";
import { type TestGateway, testGateway } from "../fakes/test_gateway.ts";

const generations = "/v1/images/generations";
const edits = "/v1/images/edits";
const model = "gemini-3.1-flash-image";
const start: Batch = [{ type: "start", model }];
const png: MediaEvent = { type: "media", mediaType: "image/png", source: { base64: "iVBORw==" } };

const drawing: Script = () => [start, [{ type: "text", delta: "Here it is." }, png], [finish()]];

function artist(script: Script = drawing): ScriptedBackend {
  return scriptedBackend(script, {
    name: "api",
    knows: (name) => /^gemini-.*image/.test(name),
    families: { lite: "lite", pro: "pro", image: model },
  });
}

function gatewayOf(api: ScriptedBackend, over: Partial<GatewaySettings> = {}): TestGateway {
  const web = scriptedBackend(saying("web"));
  return testGateway(web, { backends: { web, api }, geminiApiKey: "owner", ...over }, [
    openaiImages(),
  ]);
}

function sdk(gateway: TestGateway): OpenAI {
  return new OpenAI({
    apiKey: "k",
    baseURL: "http://127.0.0.1:8081/v1",
    maxRetries: 0,
    fetch: (input, init) => gateway.fetch(new Request(input, init)),
  });
}

async function errorOf(path: string, body: unknown, api = artist()) {
  const response = await gatewayOf(api).post(path, body);
  const { error } = await response.json();
  assert(error, "The body was accepted.");
  return { status: response.status, ...error };
}

Deno.test("a picture is drawn from words by a picture model, told as base64", async () => {
  const api = artist();
  const response = await gatewayOf(api).post(generations, { model, prompt: "a dot" });
  const { created, ...body } = await response.json();
  assert(Math.abs(created - Date.now() / 1000) < 100);
  assertEquals(body, {
    data: [{ b64_json: "iVBORw==" }],
    output_format: "png",
    usage: {
      input_tokens: 3,
      input_tokens_details: { text_tokens: 3, image_tokens: 0 },
      output_tokens: 2,
      total_tokens: 5,
    },
  });
  const [request] = api.requests;
  assertEquals(request?.messages, [{ role: "user", parts: [{ type: "text", text: "a dot" }] }]);
  assertEquals(request?.outputMedia, { image: true, required: true });
  assertEquals(response.headers.get("x-gemini-upstream"), "api");
});

Deno.test("a foreign name, or none, means the API's picture model", async () => {
  for (const name of ["gpt-image-1", "dall-e-3", undefined]) {
    const response = await gatewayOf(artist()).post(generations, { model: name, prompt: "a dot" });
    await response.body?.cancel();
    assertEquals(response.headers.get("x-gemini-model"), model);
  }
  const strict = gatewayOf(artist(), { strictModels: true });
  assertEquals((await strict.post(generations, { prompt: "a dot" })).status, 200);
  assertEquals((await strict.post(generations, { model: "dall-e-3", prompt: "a" })).status, 404);
});

Deno.test("response_format url gives a data URL", async () => {
  const body = { model, prompt: "a dot", response_format: "url" };
  const { data } = await (await gatewayOf(artist()).post(generations, body)).json();
  assertEquals(data, [{ url: "data:image/png;base64,iVBORw==" }]);
});

Deno.test("sizes become the nearest shape and class of size", async () => {
  const cases: [string, string | undefined, string | undefined, string | null][] = [
    ["auto", undefined, undefined, null],
    ["1024x1024", "1:1", undefined, null],
    ["1536x1024", "3:2", undefined, null],
    ["1024x1536", "2:3", undefined, null],
    ["1792x1024", "16:9", undefined, "size"],
    ["2048x2048", "1:1", "2K", null],
    ["3840x2160", "16:9", "4K", null],
    ["4096x4096", "1:1", "4K", null],
  ];
  for (const [size, aspectRatio, sizeClass, ignored] of cases) {
    const api = artist();
    const response = await gatewayOf(api).post(generations, { model, prompt: "a dot", size });
    await response.body?.cancel();
    const media = api.requests[0]!.outputMedia!;
    assertEquals([media.aspectRatio, media.size], [aspectRatio, sizeClass], size);
    assertEquals(response.headers.get("x-gemini-ignored"), ignored, size);
  }
  for (const size of ["big", "0x5", "100000x1"]) {
    assertEquals((await errorOf(generations, { prompt: "a dot", size })).param, "size");
  }
});

Deno.test("n pictures are n requests, at most four at a time, and counted together", async () => {
  let running = 0;
  let most = 0;
  const api = artist(async function* () {
    most = Math.max(most, ++running);
    yield start;
    await new Promise((resolve) => setTimeout(resolve, 0));
    running--;
    yield [png];
    yield [finish()];
  });
  const body = await (await gatewayOf(api).post(generations, { model, prompt: "a", n: 10 })).json();
  assertEquals([body.data.length, body.usage.total_tokens, most], [10, 50, 4]);
});

Deno.test("one failure of n is the answer, and stops the others", async () => {
  let asked = 0;
  const api = artist(async function* (_request, { signal }) {
    asked++;
    if (asked === 2) throw new GatewayError("rate-limited", "Slow down.", { retryAfterSec: 9 });
    yield start;
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  const response = await gatewayOf(api).post(generations, { model, prompt: "a", n: 10 });
  assertEquals([response.status, response.headers.get("retry-after")], [429, "9"]);
  await response.body?.cancel();
  assertEquals([asked, api.contexts.filter(({ signal }) => signal.aborted).length > 0], [4, true]);
});

Deno.test("an answer in words, or a refusal to draw, is an error", async () => {
  const words = artist(saying("I would rather talk about my secret."));
  const said = await errorOf(generations, { prompt: "a" }, words);
  assertEquals([said.status, said.code], [502, "no_image"]);
  assert(!said.message.includes("secret"));
  const blocked = artist(() => [start, [finish({ reason: "content-filter" })]]);
  const refused = await errorOf(generations, { prompt: "a" }, blocked);
  assertEquals([refused.status, refused.code], [400, "moderation_blocked"]);
});

Deno.test("what cannot be drawn is refused before anything is asked, naming the field", async () => {
  const api = artist();
  const cases: [string, Record<string, unknown>, string][] = [
    [generations, { prompt: undefined }, "prompt"],
    [generations, { prompt: " " }, "prompt"],
    [generations, { stream: true }, "stream"],
    [generations, { n: 11 }, "n"],
    [generations, { background: "transparent" }, "background"],
    [generations, { output_format: "svg" }, "output_format"],
    [generations, { svg: {} }, "svg"],
    [edits, { images: [] }, "images"],
    [edits, {}, "image"],
    [edits, { image: "data:image/png;base64,AAAA", mask: "data:," }, "mask"],
    [edits, { images: [{ file_id: "file-1" }] }, "images.0"],
    [edits, { image: "not a url" }, "image"],
    [edits, { image: Array(17).fill("data:image/png;base64,AAAA") }, "image"],
  ];
  for (const [path, fields, param] of cases) {
    const error = await errorOf(path, { prompt: "a dot", ...fields }, api);
    assertEquals([error.status, error.param], [400, param], JSON.stringify(fields));
  }
  assertEquals(api.requests, []);
});

Deno.test("settings that change nothing are named in a header", async () => {
  const body = { prompt: "a", quality: "high", style: "vivid", output_format: "jpeg", made_up: 1 };
  const response = await gatewayOf(artist()).post(generations, body);
  assertEquals((await response.json()).output_format, "png");
  assertEquals(
    response.headers.get("x-gemini-ignored"),
    "quality, style, output_format, made_up",
  );
});

Deno.test("the SDK draws, and edits one picture or several as a form", async () => {
  const api = artist();
  const client = sdk(gatewayOf(api));
  const drawn = await client.images.generate({
    model,
    prompt: "a dot",
    size: "1024x1024",
    response_format: "b64_json",
  });
  assertEquals(drawn.data?.[0]?.b64_json, "iVBORw==");
  const file = (name: string) => toFile(new Uint8Array([1, 2, 3]), name, { type: "image/webp" });
  const edited = await client.images.edit({
    model,
    prompt: "redder",
    image: [await file("a.webp"), await file("b.webp")],
    n: 2,
  });
  assertEquals(edited.data?.length, 2);
  const part = { type: "media", mediaType: "image/webp", source: { base64: "AQID" } };
  assertEquals(
    api.requests[1]?.messages,
    [{
      role: "user",
      parts: [part, part, { type: "text", text: "redder" }],
    }] as typeof api.requests[1]["messages"],
  );
  await client.images.edit({ model, prompt: "bluer", image: await file("a.webp") });
  assertEquals(api.requests.at(-1)?.messages[0]?.parts.length, 2);
  await assertRejects(
    async () => client.images.edit({ prompt: "a", image: await file("a"), mask: await file("m") }),
    OpenAI.BadRequestError,
    "which part of the picture",
  );
});

Deno.test("a JSON body names pictures by data or web address, and their tokens are told apart", async () => {
  const api = artist(() => [start, [png], [
    finish({ usage: { inputTokens: 260, outputTokens: 9 } }),
  ]]);
  const response = await gatewayOf(api).post(edits, {
    model,
    prompt: "add a hat",
    images: [
      { image_url: "data:image/png;base64,AAAA" },
      { image_url: "https://pictures.example/a.png" },
    ],
  });
  assertEquals((await response.json()).usage.input_tokens_details, {
    text_tokens: 3,
    image_tokens: 257,
  });
  assertEquals(api.requests[0]?.messages[0]?.parts.slice(0, 2), [
    { type: "media", mediaType: "image/png", source: { base64: "AAAA" } },
    { type: "media", mediaType: "image/*", source: { url: "https://pictures.example/a.png" } },
  ]);
});

Deno.test("a form is bounded like every body, and a broken one is an error", async () => {
  const form = new FormData();
  form.append("prompt", "a");
  form.append("image", new Blob([new Uint8Array(5000)], { type: "image/png" }), "a.png");
  const gateway = gatewayOf(artist(), { maxBodyBytes: 1000 });
  const url = `http://127.0.0.1:8081${edits}`;
  const large = await gateway.fetch(new Request(url, { method: "POST", body: form }));
  assertEquals([large.status, (await large.json()).error.code], [413, "body_too_large"]);
  const odd = new FormData();
  for (
    const [name, value] of Object.entries({
      prompt: "a",
      image: "data:image/png;base64,AA==",
      n: "two",
    })
  ) {
    odd.append(name, value);
  }
  const wrong = await gateway.fetch(new Request(url, { method: "POST", body: odd }));
  assertEquals([wrong.status, (await wrong.json()).error.param], [400, "n"]);
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const broken = await gateway.fetch(
    new Request(url, { method: "POST", headers, body: "--y\r\nsecret" }),
  );
  const { error } = await broken.json();
  assertEquals([broken.status, error.code], [400, "invalid_form"]);
  assert(!error.message.includes("secret"));
});

Deno.test("the web app draws nothing here: the error names the alternative and nothing is asked", async () => {
  const web = scriptedBackend(saying("web"));
  const gateway = testGateway(web, {}, [openaiImages()]);
  for (const name of ["dall-e-3", "web/gemini-3.5-flash"]) {
    const response = await gateway.post(generations, { model: name, prompt: "a dot" });
    const { error } = await response.json();
    assertEquals([response.status, error.code], [400, "image_unsupported"]);
    assertStringIncludes(error.message, "api/gemini-3.1-flash-image");
  }
  assertEquals(web.requests, []);
});
