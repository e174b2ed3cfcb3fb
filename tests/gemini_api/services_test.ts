import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { apiBackend, ask, testKey, withApi } from "./api_backend.ts";

const context = { signal: new AbortController().signal, key: testKey };

Deno.test("models are listed once in ten minutes and key, however many ask at once", () => {
  let now = 0;
  return withApi(async ({ backend, fake }) => {
    const [models] = await Promise.all([backend.models(context), backend.models(context)]);
    assertEquals(models?.find(({ name }) => name === "gemini-2.5-flash"), {
      name: "gemini-2.5-flash",
      displayName: "gemini 2.5 flash",
      description: "The fake's gemini-2.5-flash",
      inputTokenLimit: 1_048_576,
      outputTokenLimit: 65_536,
      thinking: true,
      methods: ["generateContent", "countTokens"],
    });
    assertEquals(fake.requests.map(({ method }) => method), ["GET"]);
    await backend.models({ ...context, key: "AIzaOther" });
    assertEquals(fake.requests.length, 2);
    now += 11 * 60_000;
    await backend.models(context);
    assertEquals(fake.requests.length, 3);
  }, { now: () => now });
});

Deno.test("a key without models has an empty list", async () => {
  const backend = apiBackend("http://api.test", {
    fetch: () => Promise.resolve(Response.json({})),
  });
  assertEquals(await backend.models(context), []);
});

Deno.test("a list that failed is asked for again", () =>
  withApi(async ({ backend, fake }) => {
    await assertRejects(() => backend.models({ ...context, key: "wrong" }), GatewayError);
    await assertRejects(() => backend.models({ ...context, key: "wrong" }), GatewayError);
    assertEquals(fake.requests.length, 2);
  }));

Deno.test("tokens are counted by Google, with the system's words and the tools", () =>
  withApi(async ({ backend, fake }) => {
    const plain = await backend.countTokens!(ask("Hello"), context);
    const more = await backend.countTokens!(
      ask("Hello", { tools: [{ name: "look", description: "Looks." }] }),
      context,
    );
    assert(more > plain);
    assertEquals(fake.requests.at(-1)?.action, "countTokens");
    assertEquals(fake.generations.length, 0);
  }));

Deno.test("a count or vectors that are none of Google's are an error", async () => {
  const answers = [{}, { embeddings: [{}] }, { embeddings: [{ values: [1] }, { values: [1] }] }];
  const backend = apiBackend("http://api.test", {
    fetch: () => Promise.resolve(Response.json(answers.shift())),
  });
  await assertRejects(() => backend.countTokens!(ask(), context), GatewayError, "something else");
  for (let n = 0; n < 2; n++) {
    const embedded = () =>
      backend.embed!({ model: "gemini-embedding-001", inputs: ["a"] }, context);
    await assertRejects(embedded, GatewayError, "something else");
  }
});

Deno.test("vectors come in the order of the texts, in batches, of the wanted length", () =>
  withApi(async ({ backend, fake }) => {
    const inputs = Array.from({ length: 150 }, (_, n) => `text ${n}`);
    const model = "gemini-embedding-001";
    const { vectors, ...rest } = await backend.embed!(
      { model, inputs, dimensions: 16, taskType: "RETRIEVAL_DOCUMENT", title: "T" },
      context,
    );
    assertEquals(rest.model, model);
    assert(rest.inputTokens > 0);
    assertEquals(vectors.length, 150);
    assert(vectors.every((vector) => vector.length === 16));
    assertNotEquals(vectors[0], vectors[149]);
    const [alone] = (await backend.embed!({ model, inputs: ["text 149"], dimensions: 16 }, context))
      .vectors;
    assertEquals(alone, vectors[149]);
    assertEquals(fake.requests.length, 3);
  }));

Deno.test("names of other vendors' embedding models are served by Google's, which is told", () =>
  withApi(async ({ backend }) => {
    const inputs = ["a"];
    for (const model of ["text-embedding-3-small", "gemini-3.5-flash"]) {
      const embeddings = await backend.embed!({ model, inputs }, context);
      assertEquals(embeddings.model, "gemini-embedding-001");
    }
    const own = await backend.embed!({ model: "text-embedding-004", inputs }, context);
    assertEquals(own.model, "text-embedding-004");
  }));

Deno.test("Google's names are known, other vendors' and the web app's are not", () =>
  withApi(({ backend }) => {
    for (const name of ["gemini-2.0-flash-exp", "gemma-3-27b-it", "gemini-embedding-001"]) {
      assert(backend.knows(name), name);
    }
    for (const name of ["gpt-5", "gemini-auto", "gemini-flash-lite", "gemini-3.5-flash-thinking"]) {
      assert(!backend.knows(name), name);
    }
    assert(backend.knows(backend.families.lite) && backend.knows(backend.families.pro));
    return Promise.resolve();
  }));

Deno.test("the API itself does all that a gateway could do for it", () =>
  withApi(({ backend }) => {
    assert(Object.values(backend.capabilities).every(Boolean));
    return Promise.resolve();
  }));
