import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type AssembledGateway, assembledGateway } from "../fakes/assembled_gateway.ts";
import { type FakeGeminiApi, startFakeGeminiApi } from "../fakes/fake_gemini_api.ts";
import { type FakeGeminiWeb, startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { dialectCalls } from "./dialect_calls.ts";

const owner = "AIzaSyOwner-not-a-real-key";
const model = "gemini-3.5-flash";

interface Upstreams {
  web: FakeGeminiWeb;
  api: FakeGeminiApi;
  gateway: AssembledGateway;
}

async function withUpstreams(
  keys: Record<string, unknown>,
  test: (upstreams: Upstreams) => Promise<void>,
): Promise<void> {
  const web = startFakeGeminiWeb({ answers: { pieces: 1 } });
  const api = startFakeGeminiApi({ pieces: 1 });
  const gateway = assembledGateway({
    gemini_web_url: web.url,
    google_accounts_url: web.url,
    gemini_upload_url: web.url,
    gemini_api_url: api.url,
    retry_attempts: 0,
    ...keys,
  });
  try {
    await test({ web, api, gateway });
  } finally {
    await web.close();
    await api.close();
  }
}

function chat(text: string, over: Record<string, unknown> = {}) {
  return { model, messages: [{ role: "user", content: text }], ...over };
}

/** Whose key goes with a request, and where it must go. */
const lanes = [
  { name: "nobody", upstream: "web", key: undefined },
  { name: "alice", upstream: "api", key: "AIzaSyAlice-not-a-real-key" },
  { name: "bob", upstream: "api", key: "AIzaSyBob-not-a-real-key" },
];

Deno.test("two upstreams under load: nothing reaches the wrong one, no key leaks", async () => {
  await withUpstreams({ gemini_api_key: owner }, async ({ web, api, gateway }) => {
    const request = async (index: number) => {
      const lane = lanes[index % lanes.length]!;
      const call = dialectCalls[index % dialectCalls.length]!;
      const stream = index % 2 === 1;
      const word = `word-${lane.name}-${index}-`;
      const headers = { ...call.headers, ...(lane.key && { "x-api-key": lane.key }) };
      const body = call.body(`[[say:${word}]]`, stream);
      const response = await gateway.post(call.path(stream), body, { headers });
      const text = await response.text();
      assertEquals([response.status, response.headers.get("x-gemini-upstream")], [
        200,
        lane.upstream,
      ]);
      assertStringIncludes(text, word);
      const foreign = lanes.filter(({ name }) => name !== lane.name);
      assert(foreign.every(({ name }) => !text.includes(`word-${name}`)));
    };
    const ownersRequest = async (index: number) => {
      const body = chat(`[[say:word-owner-${index}-]]`, { model: `api/${model}` });
      const response = await gateway.post("/v1/chat/completions", body);
      assertStringIncludes(await response.text(), `word-owner-${index}-`);
    };
    const indexes = Array.from({ length: 90 }, (_, index) => index);
    await Promise.all([...indexes.map(request), ...indexes.slice(0, 20).map(ownersRequest)]);

    const perLane = (texts: string[], name: string) =>
      texts.filter((text) => text.includes(`word-${name}-`)).length;
    const prompts = web.generations.map(({ prompt }) => prompt ?? "");
    assertEquals([prompts.length, perLane(prompts, "nobody")], [30, 30]);
    const told = web.requests.map(({ headers, query, body }) =>
      JSON.stringify([[...headers], query, new TextDecoder().decode(body)])
    );
    assert(told.every((text) => !text.includes("AIza") && !text.includes("x-goog-api-key")));

    const keys = { alice: lanes[1]!.key, bob: lanes[2]!.key, owner };
    assertEquals(api.generations.length, 80);
    for (const [name, key] of Object.entries(keys)) {
      const bodies = api.generations.filter((call) => call.key === key)
        .map(({ body }) => JSON.stringify(body));
      assertEquals(perLane(bodies, name), bodies.length);
      assertEquals(bodies.length, name === "owner" ? 20 : 30);
    }
    for (const { headers, path } of api.requests) {
      assertEquals(headers.get("cookie"), null);
      assertEquals(headers.get("authorization"), null);
      assert(!path.includes("AIza"));
    }
    assert(gateway.lines.every((line) => !line.includes("AIza")));
  });
});

Deno.test("the web app's limit moves a request to the API where the owner wants it", async () => {
  const keys = { gemini_api_key: owner, fallback_to_api: true };
  await withUpstreams(keys, async ({ web, api, gateway }) => {
    for (const stream of [false, true]) {
      web.fail("rate-limit");
      const response = await gateway.post(
        "/v1/chat/completions",
        chat("[[say:moved]]", { stream }),
      );
      assertEquals(response.headers.get("x-gemini-upstream"), "api");
      assertStringIncludes(await response.text(), "moved");
    }
    assertEquals([web.generations.length, api.generations.length], [2, 2]);
    const served = await gateway.post("/v1/chat/completions", chat("[[say:stayed]]"));
    await served.body?.cancel();
    assertEquals(served.headers.get("x-gemini-upstream"), "web");
  });
});

Deno.test("fallback_to_api without a key of the owner's is warned of", async () => {
  await withUpstreams({ fallback_to_api: true }, ({ gateway }) => {
    assertStringIncludes(gateway.lines.join(), "gemini_api_key");
    return Promise.resolve();
  });
});

Deno.test("embeddings and pictures come from the API, told so by their headers", async () => {
  await withUpstreams({ gemini_api_key: owner }, async ({ web, gateway }) => {
    const embedded = await gateway.post("/v1/embeddings", {
      model: "text-embedding-3-small",
      input: ["a", "b"],
      dimensions: 16,
    });
    const { data, model: served } = await embedded.json();
    assertEquals([data.length, data[0].embedding.length, served], [2, 16, "gemini-embedding-001"]);
    const path = "/v1beta/models/gemini-embedding-001:batchEmbedContents";
    const requests = [{ content: { parts: [{ text: "a" }] } }];
    const { embeddings } = await (await gateway.post(path, { requests })).json();
    assertEquals(embeddings[0].values.length, 8);
    const drawn = await gateway.post("/v1/images/generations", {
      model: "gpt-image-1",
      prompt: "a dot",
      size: "1536x1024",
      n: 2,
    });
    const pictures = await drawn.json();
    assertEquals([drawn.headers.get("x-gemini-upstream"), pictures.data.length], ["api", 2]);
    assert(pictures.data[0].b64_json.startsWith("iVBORw0KGgo"));
    assertEquals(web.generations, []);
  });
});

Deno.test("tokens are counted exactly by the API in each dialect that counts", async () => {
  await withUpstreams({ gemini_api_key: owner }, async ({ api, gateway }) => {
    const user = [{ role: "user", content: "hello there" }];
    const calls: [string, unknown, Record<string, string>, string][] = [
      [
        `/v1beta/models/api/${model}:countTokens`,
        {
          contents: [{ role: "user", parts: [{ text: "hello there" }] }],
        },
        {},
        "totalTokens",
      ],
      ["/v1/messages/count_tokens", { model: `api/${model}`, messages: user }, {
        "anthropic-version": "2023-06-01",
      }, "input_tokens"],
      ["/v1/responses/input_tokens", { model: `api/${model}`, input: user }, {}, "input_tokens"],
    ];
    const counts: unknown[] = [];
    for (const [path, body, headers, field] of calls) {
      const response = await gateway.post(path, body, { headers });
      counts.push((await response.json())[field]);
    }
    // The fake counts the whole body; an estimate of two words would be 3.
    assert(counts.every((count) => Number(count) > 100), JSON.stringify(counts));
    assertEquals(api.requests.map(({ action }) => action), Array(3).fill("countTokens"));
  });
});
