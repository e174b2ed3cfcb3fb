import { assertStringIncludes } from "@std/assert";
import type { GenerateEvent } from "../../lib/core/generate_event.ts";
import { type Batch, finish, scriptedBackend } from "../fakes/scripted_backend.ts";
import { testGateway } from "../fakes/test_gateway.ts";
import { allDialects, dialectCalls } from "./dialect_calls.ts";

const base64 = "iVBORw0KGgoAAAANSUhEUg==";
const url = "https://pictures.example/a.png";
const pictures: Record<string, GenerateEvent> = {
  "bytes": { type: "media", mediaType: "image/png", source: { base64 } },
  "an address": { type: "media", mediaType: "image/png", source: { url } },
};

for (const { name, path, headers, body } of dialectCalls) {
  for (const [kind, picture] of Object.entries(pictures)) {
    const wanted = kind === "bytes" ? base64 : url;
    Deno.test(`${name} hands a picture of ${kind} on, among words, whole and streamed`, async () => {
      for (const stream of [false, true]) {
        const backend = scriptedBackend(() =>
          [
            [{ type: "start", model: "gemini-3.5-flash" }],
            [{ type: "text", delta: "before " }],
            [picture],
            [{ type: "text", delta: " after" }],
            [finish()],
          ] as Batch[]
        );
        const gateway = testGateway(backend, {}, allDialects());
        const response = await gateway.post(path(stream), body("draw", stream), { headers });
        const text = await response.text();
        for (const piece of [wanted, "before ", " after"]) assertStringIncludes(text, piece);
      }
    });
  }
}
