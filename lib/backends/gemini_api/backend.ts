import type { Backend, GenerateContext } from "../../core/backend.ts";
import { cancelled, GatewayError } from "../../core/gateway_error.ts";
import type { GenerateEvent } from "../../core/generate_event.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import { ApiClient } from "./api_client.ts";
import { unreadable } from "./api_failure.ts";
import { Answering } from "./answering.ts";
import type { AnswerReaderOptions } from "./answer_reader.ts";
import { fetchFiles } from "./client_media.ts";
import { embed } from "./embed.ts";
import { ModelList } from "./model_list.ts";
import { requestBody } from "./request_body.ts";
import { Retries } from "./retries.ts";
import type { GeminiApiSettings } from "./settings.ts";
import { SignatureCache } from "./signature_cache.ts";

/**
 * The official Gemini API, v1beta, with the key of each request. `reasoning.show` decides whether thoughts are asked
 * for.
 */
export function geminiApi(settings: GeminiApiSettings): Backend {
  const client = new ApiClient(settings);
  const upstream = { settings, client, signatures: new SignatureCache() };
  const models = new ModelList(client, settings);
  return {
    name: "api",
    capabilities: {
      conversation: true,
      tools: true,
      jsonOutput: true,
      stopSequences: true,
      maxOutputTokens: true,
    },
    knows: isGoogleModel,
    families: {
      lite: "gemini-flash-lite-latest",
      pro: "gemini-pro-latest",
      image: "gemini-3.1-flash-image",
    },
    models: async (context) => await models.get(keyOf(context)),
    generate: (request, context) => generate(upstream, request, context),
    countTokens: (request, context) => countTokens(upstream, request, context),
    embed: async (request, context) => {
      return await embed(client, request, { key: keyOf(context), signal: context.signal });
    },
  };
}

interface Upstream {
  settings: GeminiApiSettings;
  client: ApiClient;
  signatures: SignatureCache;
}

/** Whether Google names its models so; which of them there are changes by the month. Names of the web app are not. */
function isGoogleModel(name: string): boolean {
  return /^(gemini|gemma|imagen|learnlm|veo|lyria|text-embedding|text-multilingual-embedding|embedding|aqa)\b/
    .test(name) && !webOnly.test(name);
}

const webOnly = /^gemini-(auto|flash-lite|3\.1-pro|[\d.]+-flash-thinking(-lite)?)$/;

async function* generate(
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
    try {
      await answering.open();
      while (!answering.ended) {
        const events = await answering.next();
        if (events.length === 0) continue;
        if (!progress.spoke) progress.spoke = events.some(({ type }) => type !== "reasoning");
        if (!progress.started) events.unshift({ type: "start", model: answering.model, ignored });
        progress.started = true;
        yield events;
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

/** Counts what `generate` would send. */
async function countTokens(
  upstream: Upstream,
  request: GenerateRequest,
  context: GenerateContext,
): Promise<number> {
  const key = keyOf(context);
  const { model, messages } = request;
  const files = await fetchFiles(messages, upstream.settings, context.signal);
  const { body } = requestBody(request, {
    files,
    rememberedSignature: (call) => upstream.signatures.get(key, call),
  });
  const answer = await upstream.client.call({
    path: `models/${encodeURIComponent(model)}:countTokens`,
    body: JSON.stringify({ generateContentRequest: { model: `models/${model}`, ...body } }),
    key,
    signal: context.signal,
  });
  if (typeof answer.totalTokens !== "number") throw unreadable();
  return answer.totalTokens;
}

function keyOf({ key }: GenerateContext): string {
  if (key) return key;
  throw new GatewayError(
    "unauthenticated",
    "The official Gemini API needs a key: set gemini_api_key, or send a Google key (AIza…) as the API key.",
    { code: "google_key_missing" },
  );
}
