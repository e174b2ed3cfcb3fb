import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { GatewayError } from "../../lib/core/gateway_error.ts";
import { Catalogue } from "../../lib/gateway/catalogue.ts";
import { saying, scriptedBackend } from "../fakes/scripted_backend.ts";

const web = scriptedBackend(saying("web"));
const api = scriptedBackend(saying("api"), {
  name: "api",
  knows: (model) => /^(gemini|gemma)-/.test(model),
  families: { lite: "gemini-flash-lite-latest", pro: "gemini-pro-latest" },
});
const googleKey = "AIzaSyD-not-a-real-key";

function catalogue(over: Partial<ConstructorParameters<typeof Catalogue>[0]> = {}): Catalogue {
  return new Catalogue({
    backends: { web, api },
    defaultModel: "gemini-3.5-flash",
    modelAliases: {},
    strictModels: false,
    route: "auto",
    fallbackToApi: false,
    ...over,
  });
}

function modelFor(name: string, over: Parameters<typeof catalogue>[0] = {}): string {
  const { backend, model } = catalogue(over).resolve(name, {});
  return `${backend.name}/${model}`;
}

Deno.test("a name the web knows is served as it is, with or without models/", () => {
  assertEquals(modelFor("gemini-3.1-pro"), "web/gemini-3.1-pro");
  assertEquals(modelFor("models/gemini-3.1-pro"), "web/gemini-3.1-pro");
  assertEquals(modelFor("google/gemini-3.1-pro"), "web/gemini-3.1-pro");
});

Deno.test("foreign names go by what they promise, whole words only", () => {
  const expected = {
    "gpt-4o-mini": "gemini-flash-lite",
    "claude-haiku-4-5": "gemini-flash-lite",
    "gemini-2.5-flash-lite": "gemini-flash-lite",
    "claude-opus-5-5": "gemini-3.1-pro",
    "gemini-2.5-pro": "gemini-3.1-pro",
    "gemini-2.5-flash": "gemini-3.5-flash",
    "openai/gpt-5": "gemini-3.5-flash",
    "whatever": "gemini-3.5-flash",
  };
  for (const [name, model] of Object.entries(expected)) {
    assertEquals(modelFor(name), `web/${model}`, name);
  }
});

Deno.test("an alias comes first, may carry a depth, and the name's own depth wins", () => {
  const over = { modelAliases: { "gpt-4o": "gemini-3.1-pro@think=1" } };
  const resolved = catalogue(over).resolve("GPT-4o", {});
  assertEquals([resolved.model, resolved.depth], ["gemini-3.1-pro", 1]);
  assertEquals(catalogue(over).resolve("gpt-4o@think=4", {}).depth, 4);
});

Deno.test("strict models make an unknown name a 404 that names the field", () => {
  const error = assertThrows(() => modelFor("gpt-4o", { strictModels: true }), GatewayError);
  assertEquals([error.status, error.param, error.code], [404, "model", "model_not_found"]);
  assertEquals(modelFor("gemini-3.1-pro", { strictModels: true }), "web/gemini-3.1-pro");
  assertThrows(() => modelFor("", { strictModels: true }), GatewayError);
});

Deno.test("a client's Google key takes it to the official API, with that key", () => {
  const resolved = catalogue({ geminiApiKey: "owner" }).resolve("gemini-3.1-pro", { googleKey });
  assertEquals([resolved.backend.name, resolved.key], ["api", googleKey]);
});

Deno.test("the owner's key serves api/… and names that only the API has; the web gets no key", () => {
  const over = { geminiApiKey: "owner" };
  const explicit = catalogue(over).resolve("api/gemini-2.5-pro", {});
  assertEquals([explicit.backend.name, explicit.model, explicit.key], [
    "api",
    "gemini-2.5-pro",
    "owner",
  ]);
  assertEquals(modelFor("gemma-4", over), "api/gemma-4");
  assertEquals(modelFor("google/gemma-4", over), "api/gemma-4");
  assertEquals(modelFor("google/gemini-3.1-pro", over), "web/gemini-3.1-pro");
  const plain = catalogue(over).resolve("gemini-3.1-pro", {});
  assertEquals([plain.backend.name, plain.key], ["web", undefined]);
  assertEquals(catalogue(over).resolve("web/gemini-3.1-pro", { googleKey }).backend.name, "web");
});

Deno.test("api/… without any key is told which key is missing", () => {
  const error = assertThrows(() => modelFor("api/gemini-2.5-pro"), GatewayError);
  assertEquals([error.status, error.code], [401, "google_key_missing"]);
});

Deno.test("route pins every name that does not say otherwise", () => {
  assertEquals(modelFor("gemma-4", { route: "web", geminiApiKey: "k" }), "web/gemini-3.5-flash");
  assertEquals(
    modelFor("gpt-4o-mini", { route: "api", geminiApiKey: "k" }),
    "api/gemini-flash-lite-latest",
  );
});

Deno.test("a foreign name means the API's picture model only where a picture is wanted", () => {
  const families = { ...api.families, image: "gemini-3.1-flash-image" };
  const over = {
    route: "api" as const,
    geminiApiKey: "k",
    backends: { web, api: { ...api, families } },
  };
  const served = (purpose: "text" | "image") =>
    catalogue(over).resolve("gpt-image-1", {}, purpose).model;
  assertEquals([served("text"), served("image")], ["gemini-3.5-flash", "gemini-3.1-flash-image"]);
});

Deno.test("who may reach no upstream gets an empty list", async () => {
  const { signal } = new AbortController();
  assertEquals(await catalogue({ route: "web" }).list({ guest: true, googleKey }, signal), []);
});

Deno.test("an alias is listed as what it stands for, unless a model has its name", async () => {
  const modelAliases = {
    "gpt-4o": "web/gemini-3.1-pro",
    "gpt-5": "unlisted",
    "gemini-3.5-flash": "gemini-3.1-pro",
  };
  const list = await catalogue({ modelAliases }).list({}, new AbortController().signal);
  assertEquals(list.map(({ name, displayName }) => [name, displayName]), [
    ["gemini-3.5-flash", "gemini-3.5-flash"],
    ["gemini-flash-lite", "gemini-flash-lite"],
    ["gemini-3.1-pro", "gemini-3.1-pro"],
    ["gpt-4o", "gemini-3.1-pro"],
    ["gpt-5", "unlisted"],
  ]);
});

Deno.test("an upstream that does not tell its models leaves the others' in the list", async () => {
  const failing = {
    ...api,
    models: () => Promise.reject(new GatewayError("unavailable", "Down.")),
  };
  const faults: string[] = [];
  const over = { geminiApiKey: "owner", logFault: (fault: string) => faults.push(fault) };
  const { signal } = new AbortController();
  const partly = catalogue({ ...over, backends: { web, api: failing } });
  assertEquals((await partly.list({}, signal)).length, 3);
  assertEquals(faults, ['no models of "api" in the list: unavailable']);
  const alone = catalogue({ ...over, route: "api", backends: { web, api: failing } });
  await assertRejects(() => alone.list({}, signal), GatewayError, "Down.");
});

Deno.test("a depth that there is not is refused by name", () => {
  for (const name of ["gemini-3.5-flash@think=5", "gpt-4o@think=x", "a@think="]) {
    const error = assertThrows(() => modelFor(name), GatewayError);
    assertEquals([error.status, error.param], [400, "model"]);
  }
});

Deno.test("a name that both upstreams have is listed with the limits of the one that serves it", async () => {
  const knowing = (name: string, inputTokenLimit: number) => ({
    ...scriptedBackend(saying(name), { name }),
    models: () => {
      const [model, displayName] = ["gemini-3.5-flash", "Flash"];
      return Promise.resolve([{ name: model, displayName, inputTokenLimit }]);
    },
  });
  const backends = { web: knowing("web", 30_000), api: knowing("api", 1_000_000) };
  const both = catalogue({ backends, geminiApiKey: "AIza-the-owners" });
  const { signal } = new AbortController();
  const limits = async (admission: { googleKey?: string }) =>
    (await both.list(admission, signal)).map((model) => model.inputTokenLimit);
  assertEquals(await limits({}), [30_000]);
  assertEquals(await limits({ googleKey }), [1_000_000]);
});

Deno.test("the default model's depth holds where nothing else says one", () => {
  const over = { defaultModel: "gemini-3.1-pro@think=1" };
  const resolved = (name: string) => {
    const { model, depth } = catalogue(over).resolve(name, {});
    return [model, depth];
  };
  assertEquals(resolved("whatever"), ["gemini-3.1-pro", 1]);
  assertEquals(resolved("whatever@think=3"), ["gemini-3.1-pro", 3]);
  assertEquals(resolved("gemini-3.5-flash"), ["gemini-3.5-flash", undefined]);
  over.defaultModel = "google/gemini-3.1-pro@think=1";
  assertEquals(resolved("whatever"), ["gemini-3.1-pro", 1]);
});
