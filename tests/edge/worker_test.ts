import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type FakeGeminiWeb, startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { type Bindings, type RunningWorker, startWorker } from "./running_worker.ts";
import { hasWorkerd } from "./workerd_binary.ts";

const path = "/v1/chat/completions";

function chat(content: string, over: Record<string, unknown> = {}): RequestInit {
  const messages = [{ role: "user", content }];
  return {
    method: "POST",
    headers: { authorization: "Bearer own-key" },
    body: JSON.stringify({ model: "gemini-3.5-flash", messages, ...over }),
  };
}

/** The bundle in workerd, in front of a fake web app. */
function workerTest(
  name: string,
  run: (worker: RunningWorker, fake: FakeGeminiWeb) => Promise<void>,
  bindings: Bindings = { GEMINI_WEB2API_API_KEYS: "own-key" },
): void {
  Deno.test({
    name: `in workerd, ${name}`,
    ignore: !hasWorkerd,
    fn: async () => {
      const fake = startFakeGeminiWeb();
      const worker = await startWorker({
        GEMINI_WEB2API_GEMINI_WEB_URL: fake.url,
        GEMINI_WEB2API_GOOGLE_ACCOUNTS_URL: fake.url,
        ...bindings,
      });
      try {
        await run(worker, fake);
      } finally {
        await worker.stop();
        await fake.close();
      }
    },
  });
}

workerTest("a whole answer comes through, with its log line", async (worker) => {
  const answer = await (await fetch(worker.url + path, chat("[[say:hello]]"))).json();
  assertEquals(answer.choices[0].message.content, "hello");
  assertStringIncludes(worker.output(), `POST ${path} 200`);
});

workerTest("a streamed answer comes as Google sends it", async (worker, fake) => {
  const hold = fake.hold("after-piece-1");
  const response = await fetch(
    worker.url + path,
    chat("[[say:one two three four]]", { stream: true }),
  );
  const body = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  await hold.reached;
  let text = "";
  while (!text.includes("one")) text += (await body.read()).value;
  assert(!text.includes("four"));
  hold.release();
  for (let read; !(read = await body.read()).done;) text += read.value;
  assertStringIncludes(text, "four");
  assert(text.endsWith("data: [DONE]\n\n"));
});

workerTest("tools and a JSON Schema are emulated", async (worker) => {
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const tools = [{ type: "function", function: { name: "weather", parameters } }];
  const asked = chat('[[tool:weather {"city":"Oslo"}]]', { tools });
  const called = await (await fetch(worker.url + path, asked)).json();
  assertEquals(called.choices[0].message.tool_calls[0].function.arguments, '{"city":"Oslo"}');
  const schema = { ...parameters, required: ["city"], additionalProperties: false };
  const response_format = { type: "json_schema", json_schema: { name: "place", schema } };
  const shaped = await (await fetch(worker.url + path, chat("where?", { response_format }))).json();
  assertEquals(typeof JSON.parse(shaped.choices[0].message.content).city, "string");
});

workerTest("a failure of Google's is an error in the client's dialect", async (worker, fake) => {
  fake.fail("rate-limit", 4);
  const init = chat("hi");
  const response = await fetch(worker.url + path, init);
  assertEquals(response.status, 429);
  assertEquals((await response.json()).error.type, "rate_limit_error");
}, { GEMINI_WEB2API_API_KEYS: ["own-key"], GEMINI_WEB2API_RETRY_ATTEMPTS: 0 });

workerTest("a client that leaves a streamed answer frees Google", async (worker, fake) => {
  fake.hold("after-piece-1");
  const leaving = new AbortController();
  const init = { ...chat("[[say:one two three]]", { stream: true }), signal: leaving.signal };
  const response = await fetch(worker.url + path, init);
  await response.body!.getReader().read();
  leaving.abort();
  await fake.idle();
  assertEquals(fake.stats.aborted, 1);
});

workerTest("no request waits for what another one has under way", async (worker, fake) => {
  fake.fail("page-stall");
  const stalled = new AbortController();
  const first = fetch(worker.url + path, { ...chat("hi"), signal: stalled.signal });
  while (fake.pageLoads.length === 0) await new Promise((go) => setTimeout(go, 5));
  const second = await (await fetch(worker.url + path, chat("[[say:free]]"))).json();
  assertEquals(second.choices[0].message.content, "free");
  stalled.abort();
  await first.catch(() => {});
});

workerTest("a cookie that is a secret signs in", async (worker, fake) => {
  const answer = await fetch(worker.url + path, chat("hi"));
  assertEquals(answer.status, 200);
  await answer.body?.cancel();
  assertStringIncludes(
    fake.generations[0]!.headers.get("cookie") ?? "",
    "__Secure-1PSID=g.a0-fake",
  );
}, {
  GEMINI_WEB2API_API_KEYS: "own-key",
  GEMINI_WEB2API_COOKIE: "__Secure-1PSID=g.a0-fake; SAPISID=s/fake",
});

workerTest("without api_keys nobody gets at the owner's account", async (worker) => {
  const response = await fetch(worker.url + path, chat("hi"));
  assertEquals(response.status, 401);
  assertStringIncludes((await response.json()).error.message, "set api_keys");
  const guest = { "x-api-key": "AIzaNotReallyAKeyOfGoogle" };
  const web = await fetch(worker.url + path, {
    ...chat("hi", { model: "web/gemini-3.5-flash" }),
    headers: guest,
  });
  assertEquals(web.status, 401);
  await web.body?.cancel();
}, { GEMINI_WEB2API_COOKIE: "__Secure-1PSID=a" });

workerTest("a mistake in the variables is told in one sentence", async (worker) => {
  const response = await fetch(worker.url + path, chat("hi"));
  assertEquals(response.status, 500);
  assertEquals((await response.json()).error, {
    message: "Unknown variable GEMINI_WEB2API_COOKY in the environment: did you mean " +
      "GEMINI_WEB2API_COOKIE?",
    type: "configuration_error",
    param: null,
    code: "configuration_invalid",
  });
}, { GEMINI_WEB2API_COOKY: "a=b" });
