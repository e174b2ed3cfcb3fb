import type { GenerateContext } from "../../core/backend.ts";
import { cancelled } from "../../core/gateway_error.ts";
import type { GenerateEvent } from "../../core/generate_event.ts";
import { HeldCalls } from "../../core/held_calls.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import type { AnswerReaderOptions } from "./answer_reader.ts";
import { Answering } from "./answering.ts";
import { fetchFiles } from "./client_media.ts";
import { keyOf } from "./key_of.ts";
import { requestBody } from "./request_body.ts";
import { Retries } from "./retries.ts";
import type { Upstream } from "./upstream.ts";

/** Asks, again where that may help, and reads the answer. */
export async function* generate(
  upstream: Upstream,
  request: GenerateRequest,
  context: GenerateContext,
): AsyncGenerator<readonly GenerateEvent[]> {
  const key = keyOf(context);
  const { signal, whole = false } = context;
  const retries = new Retries(upstream.settings);
  const files = await fetchFiles(request.messages, upstream.settings, signal);
  const bodyOf = (withoutSignatures: boolean) =>
    requestBody(request, {
      files,
      rememberedSignature: (call) => upstream.signatures.get(key, call),
      withoutSignatures,
    });
  let { body, ignored } = bodyOf(false);
  const progress = { started: false, spoke: false };
  for (;;) {
    const answering = new Answering({
      ...upstream,
      key,
      signal,
      model: request.model,
      body: JSON.stringify(body),
      hasStops: request.stop.length > 0,
      whole,
      reading: readingOptions(upstream, request, key),
    });
    const calls = new HeldCalls();
    try {
      await answering.open();
      while (!answering.ended) {
        const events = calls.release(await answering.next());
        if (events.length === 0) continue;
        if (!progress.spoke) progress.spoke = events.some(saysMore);
        const { started } = progress;
        progress.started = true;
        yield started ? events : [{ type: "start", model: answering.model, ignored }, ...events];
      }
      return;
    } catch (thrown) {
      answering.close();
      if (signal.aborted) throw cancelled();
      if (!retries.allows(thrown, progress)) throw thrown;
      if (thrown.retry === "unsigned") ({ body, ignored } = bodyOf(true));
      await retries.pause(thrown, signal);
    } finally {
      answering.close();
    }
  }
}

/** Whether it is more than a thought, or a text that is nothing but signed. */
function saysMore(event: GenerateEvent): boolean {
  return event.type === "text" ? event.delta !== "" : event.type !== "reasoning";
}

function readingOptions(
  { signatures }: Upstream,
  request: GenerateRequest,
  key: string,
): AnswerReaderOptions {
  return {
    onlyOneCall: !request.parallelToolCalls,
    key,
    newCallId: () => `call_${crypto.randomUUID().replaceAll("-", "")}`,
    onSignedCall: (call, signature) => signatures.set(key, call, signature),
  };
}
