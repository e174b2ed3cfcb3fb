import { assertEquals, assertStringIncludes } from "@std/assert";
import { type FakeGeminiApi, startFakeGeminiApi } from "../fakes/fake_gemini_api.ts";
import { type RunningWorker, startWorker } from "./running_worker.ts";
import { hasWorkerd } from "./workerd_binary.ts";

const key = "AIzaNotReallyAKeyOfGoogle";

function chat(content: string, stream: boolean): RequestInit {
  const messages = [{ role: "user", content }];
  return {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, origin: "https://any.example" },
    body: JSON.stringify({ model: "gemini-2.0-flash-exp", messages, stream }),
  };
}

/** The bundle in workerd, in front of a fake of the official API, without any configuration of its owner's. */
function workerTest(
  name: string,
  run: (url: string, api: FakeGeminiApi, worker: RunningWorker) => Promise<void>,
): void {
  Deno.test({
    name: `in workerd, ${name}`,
    ignore: !hasWorkerd,
    fn: async () => {
      const api = startFakeGeminiApi();
      const worker = await startWorker({ GEMINI_WEB2API_GEMINI_API_URL: api.url });
      try {
        await run(`${worker.url}/chat/completions`, api, worker);
      } finally {
        await worker.stop();
        await api.close();
      }
    },
  });
}

workerTest("a client's own Google key opens the official API and no more", async (url, api) => {
  const response = await fetch(url, chat("[[say:hello]]", false));
  assertEquals(response.headers.get("x-gemini-upstream"), "api");
  assertEquals(response.headers.get("access-control-allow-origin"), "https://any.example");
  assertEquals((await response.json()).choices[0].message.content, "hello");
  assertEquals(api.generations[0]!.key, key);
  const without = await fetch(url, { ...chat("hi", false), headers: {} });
  assertEquals(without.status, 401);
  await without.body?.cancel();
});

workerTest("an answer of the official API is streamed", async (url) => {
  const text = await (await fetch(url, chat("[[say:he]]", true))).text();
  assertStringIncludes(text, '"content":');
  assertStringIncludes(text, "data: [DONE]\n\n");
});

workerTest("models of the official API are listed, also to later requests", async (url) => {
  const headers = { authorization: `Bearer ${key}` };
  const models = url.replace("chat/completions", "v1/models");
  const first = await (await fetch(models, { headers })).json();
  const later = await (await fetch(models, { headers })).json();
  assertEquals(later, first);
});
