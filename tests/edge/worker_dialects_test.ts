import { assertEquals, assertStringIncludes } from "@std/assert";
import { startFakeGeminiApi } from "../fakes/fake_gemini_api.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { dialectCalls } from "../matrix/dialect_calls.ts";
import { startWorker } from "./running_worker.ts";
import { hasWorkerd } from "./workerd_binary.ts";

const keys = { web: "own-key", api: "AIzaNotReallyAKeyOfGoogle" };

Deno.test({
  name: "in workerd, every dialect streams from both upstreams, all loaded by requests at once",
  ignore: !hasWorkerd,
  fn: async () => {
    const web = startFakeGeminiWeb({ answers: { pieces: 1 } });
    const api = startFakeGeminiApi({ pieces: 1 });
    const worker = await startWorker({
      GEMINI_WEB2API_API_KEYS: keys.web,
      GEMINI_WEB2API_GEMINI_WEB_URL: web.url,
      GEMINI_WEB2API_GOOGLE_ACCOUNTS_URL: web.url,
      GEMINI_WEB2API_GEMINI_API_URL: api.url,
    });
    try {
      await Promise.all(
        dialectCalls.flatMap(({ name, path, headers, body, complete }) =>
          Object.entries(keys).map(async ([upstream, key]) => {
            const said = `${name}-by-${upstream}`;
            const response = await fetch(worker.url + path(true), {
              method: "POST",
              headers: { ...headers, authorization: `Bearer ${key}` },
              body: JSON.stringify(body(`[[say:${said}]]`, true)),
            });
            const text = await response.text();
            assertEquals(response.status, 200, text);
            assertEquals(response.headers.get("x-gemini-upstream"), upstream);
            assertStringIncludes(text, said);
            assertStringIncludes(text, complete);
          })
        ),
      );
      assertEquals(web.generations.length, dialectCalls.length);
      assertEquals(api.generations.length, dialectCalls.length);
    } finally {
      await worker.stop();
      await Promise.all([web.close(), api.close()]);
    }
  },
});
