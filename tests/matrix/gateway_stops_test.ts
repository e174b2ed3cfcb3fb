import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { assembledGateway } from "../fakes/assembled_gateway.ts";
import { startFakeGeminiWeb } from "../fakes/fake_gemini_web.ts";
import { dialectCalls } from "./dialect_calls.ts";

for (const call of dialectCalls) {
  Deno.test(`${call.name}: a gateway that stops ends what runs with an error, and logs it`, async () => {
    const web = startFakeGeminiWeb();
    const gateway = assembledGateway({ gemini_web_url: web.url });
    const post = (stream: boolean) =>
      gateway.post(call.path(stream), call.body("[[say:one two three four]]", stream), {
        headers: call.headers,
      });
    const points = ["after-piece-1", "after-head", "after-piece-1"] as const;
    const modes = [true, true, false];
    const answers = [];
    for (const [index, stream] of modes.entries()) {
      const hold = web.hold(points[index]!);
      answers.push(post(stream));
      await hold.reached;
    }
    const open = await answers[0]!;
    const reader = open.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value ?? "";
    gateway.stop();
    for (let piece; (piece = await reader.read()) && !piece.done;) text += piece.value;
    const { message, word } = call.error(call.streamedError(text));
    assertStringIncludes(String(message), "The gateway stops");
    assert(word && !text.includes(call.complete));
    for (const response of await Promise.all(answers.slice(1))) {
      assertEquals(response.status, 503);
      const told = call.error(await response.json());
      assertStringIncludes(String(told.message), "The gateway stops");
    }
    assertEquals(gateway.lines.filter((line) => /error=gateway_stopping$/.test(line)).length, 3);
    await web.idle();
    assertEquals(web.stats.aborted, 3);
    await web.close();
  });
}
