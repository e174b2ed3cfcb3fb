import { assertEquals } from "@std/assert";
import { errorKinds, GatewayError } from "../../lib/core/gateway_error.ts";
import { saying, type Script, scriptedBackend } from "../fakes/scripted_backend.ts";
import { array, genaiGateway, hi, records, sse, start, whole } from "./genai_gateway.ts";

const retryAfter = { retryAfterSec: 7, code: "slow_down" };
const slow = new GatewayError("rate-limited", "Too fast.", retryAfter);
const slowBody = {
  error: {
    code: 429,
    message: "Too fast.",
    status: "RESOURCE_EXHAUSTED",
    details: [
      {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        reason: "SLOW_DOWN",
        domain: "gemini-web2api",
      },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "7s" },
    ],
  },
};

const failing: Script = () => {
  throw slow;
};

const cut: Script = function* () {
  yield start;
  yield [{ type: "text", delta: "so far" }];
  throw slow;
};

Deno.test("a failure before the answer is an HTTP error in the vendor's words", async () => {
  for (const path of [whole, sse, array]) {
    const response = await genaiGateway(scriptedBackend(failing)).post(path, hi);
    assertEquals(response.status, 429);
    assertEquals(response.headers.get("retry-after"), "7");
    assertEquals(response.headers.get("content-type"), "application/json");
    assertEquals(await response.json(), slowBody);
  }
});

Deno.test("every kind of failure has its status, whole and streamed", async () => {
  for (const [kind, { status }] of Object.entries(errorKinds)) {
    const backend = scriptedBackend(function* () {
      yield start;
      throw new GatewayError(kind as keyof typeof errorKinds, "It failed.");
    });
    const response = await genaiGateway(backend).post(whole, hi);
    const { error } = await response.json();
    assertEquals([response.status, error.code, error.message], [status, status, "It failed."]);
    assertEquals(Object.keys(error), ["code", "message", "status"]);
    assertEquals(/^[A-Z_]+$/.test(error.status), true);
    const [streamed] = records(await (await genaiGateway(backend).post(sse, hi)).text());
    assertEquals(streamed, { error });
  }
});

Deno.test("a field at fault is named as a violation", async () => {
  const response = await genaiGateway(scriptedBackend(saying("x"))).post(whole, { contents: 1 });
  const { error: { message, details } } = await response.json();
  assertEquals(details.at(-1), {
    "@type": "type.googleapis.com/google.rpc.BadRequest",
    fieldViolations: [{ field: "contents.0", description: message }],
  });
});

Deno.test("a failure in mid-stream is the last record", async () => {
  const gateway = genaiGateway(scriptedBackend(cut));
  const events = records(await (await gateway.post(sse, hi)).text());
  assertEquals(events.length, 2);
  assertEquals(events[1], slowBody);
  const list = JSON.parse(await (await gateway.post(array, hi)).text());
  assertEquals([list.length, list[1]], [2, slowBody]);
});

Deno.test("an array that fails at once is an array still", async () => {
  const backend = scriptedBackend(function* () {
    yield start;
    throw slow;
  });
  assertEquals(await (await genaiGateway(backend).post(array, hi)).json(), [slowBody]);
});

Deno.test("to the SDK for JavaScript before version 3 the failure is its bare JSON, in a chunk of its own", async () => {
  const clients: Record<string, boolean> = {
    "google-genai-sdk/1.30.0 gl-node/v22.23.3": true,
    "google-genai-sdk/2.1.0 gl-web/web": true,
    "google-genai-sdk/3.1.0 gl-node/v22.23.3": false,
    "google-genai-sdk/1.30.0 gl-python/3.12": false,
  };
  for (const [client, bare] of Object.entries(clients)) {
    const response = await genaiGateway(scriptedBackend(cut)).post(sse, hi, {
      headers: { "x-goog-api-client": client },
    });
    const chunks: string[] = [];
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      chunks.push(chunk);
    }
    assertEquals(
      chunks.at(-1),
      (bare ? "" : "data: ") + JSON.stringify(slowBody) + (bare ? "" : "\n\n"),
    );
  }
});

Deno.test("unknown paths of this dialect are answered in its words", async () => {
  const gateway = genaiGateway(scriptedBackend(saying("x")));
  const paths: Record<string, [code: number, status: string]> = {
    "/v1beta/files": [404, "NOT_FOUND"],
    "/v1alpha/nothing": [404, "NOT_FOUND"],
  };
  for (const [path, expected] of Object.entries(paths)) {
    const { error } = await (await gateway.get(path)).json();
    assertEquals([error.code, error.status], expected);
  }
});

Deno.test("what the vendor tells as an answer is one also where the stream is open already", async () => {
  const nativeAnswer = { promptFeedback: { blockReason: "OTHER" } };
  const blocked: Script = function* () {
    yield start;
    throw new GatewayError("invalid-request", "Blocked.", { nativeAnswer });
  };
  const gateway = genaiGateway(scriptedBackend(blocked));
  assertEquals(records(await (await gateway.post(sse, hi)).text()), [nativeAnswer]);
  assertEquals(await (await gateway.post(array, hi)).json(), [nativeAnswer]);
  assertEquals(await (await gateway.post(whole, hi)).json(), nativeAnswer);
});
