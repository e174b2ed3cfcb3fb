import { assert, assertEquals } from "@std/assert";
import { type ErrorKind, errorKinds, GatewayError } from "../../lib/core/gateway_error.ts";
import { type Batch, scriptedBackend } from "../fakes/scripted_backend.ts";
import { testGateway } from "../fakes/test_gateway.ts";
import { allDialects, type DialectCall, dialectCalls } from "./dialect_calls.ts";

const kinds = Object.keys(errorKinds) as ErrorKind[];
const message = "What went wrong, and what helps.";
const start: Batch = [{ type: "start", model: "gemini-3.5-flash" }];
const said: Batch = [{ type: "text", delta: "half an answer" }];

function failing(kind: ErrorKind, before: Batch[]) {
  return scriptedBackend(function* () {
    yield* before;
    throw new GatewayError(kind, message, { code: `code-of-${kind}`, retryAfterSec: 3 });
  });
}

function ask(call: DialectCall, stream: boolean, kind: ErrorKind, before: Batch[]) {
  const gateway = testGateway(failing(kind, before), {}, allDialects());
  return gateway.post(call.path(stream), call.body("hi", stream), { headers: call.headers });
}

for (const call of dialectCalls) {
  Deno.test(`${call.name}: every kind of failure before the answer, whole and streamed`, async () => {
    for (const kind of kinds) {
      for (const stream of [false, true]) {
        const response = await ask(call, stream, kind, []);
        const body = await response.json();
        assertEquals(response.status, errorKinds[kind].status, kind);
        assertEquals(response.headers.get("retry-after"), "3");
        assert(response.headers.get("content-type")?.startsWith("application/json"));
        const { message: told, word } = call.error(body);
        assertEquals(told, message, kind);
        assert(typeof word === "string" && word !== "", `${kind}: ${word}`);
      }
    }
  });

  Deno.test(`${call.name}: every kind of failure in mid-stream is told, and nothing looks complete`, async () => {
    for (const kind of kinds) {
      const response = await ask(call, true, kind, [start, said]);
      assertEquals(response.status, 200);
      const text = await response.text();
      assert(text.includes("half an answer"), kind);
      assert(!text.includes(call.complete), `${kind}: ${text}`);
      const { message: told, word } = call.error(call.streamedError(text));
      assertEquals(told, message, kind);
      assert(typeof word === "string" && word !== "", `${kind}: ${word}`);
    }
  });

  Deno.test(`${call.name}: a failure in the middle of a whole answer leaves no half of it`, async () => {
    for (const kind of kinds) {
      const response = await ask(call, false, kind, [start, said]);
      assertEquals(response.status, errorKinds[kind].status, kind);
      assert(!(await response.text()).includes("half an answer"));
    }
  });
}

Deno.test("a request that no route serves gets the error of the dialect it looks like", async () => {
  const gateway = testGateway(failing("internal", []), {}, allDialects());
  const cases: [string, Record<string, string>, string][] = [
    ["/v1beta/nothing", {}, "google_genai"],
    ["/v1/nothing", { "anthropic-version": "2023-06-01" }, "anthropic_messages"],
    ["/v1/nothing", {}, "openai_chat"],
  ];
  for (const [path, headers, name] of cases) {
    const response = await gateway.post(path, {}, { headers });
    assertEquals(response.status, 404, path);
    const { error } = dialectCalls.find((call) => call.name === name)!;
    const { word } = error(await response.json());
    assert(typeof word === "string" && word !== "", path);
  }
});

Deno.test("the model list has the shape that the caller's headers ask for", async () => {
  const gateway = testGateway(failing("internal", []), {}, allDialects());
  const list = async (headers: Record<string, string>, path = "/v1/models") =>
    await (await gateway.get(path, { headers })).json();
  assertEquals((await list({})).object, "list");
  assertEquals((await list({ "anthropic-version": "2026-10-21" })).has_more, false);
  assert((await list({ "x-goog-api-key": "x" })).models[0].name.startsWith("models/"));
  assert((await list({}, "/v1/models?key=x")).models[0].name.startsWith("models/"));
  assert((await list({}, "/v1beta/models")).models[0].name.startsWith("models/"));
});
