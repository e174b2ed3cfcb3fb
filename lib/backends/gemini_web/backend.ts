import { cancelled } from "../../core/gateway_error.ts";
import type { Backend, GenerateContext } from "../../core/backend.ts";
import type { FinishEvent, GenerateEvent, StartEvent } from "../../core/generate_event.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import { estimateTokens } from "../../core/token_estimate.ts";
import { Answering } from "./answering.ts";
import { type Ask, ignoredSettings, readAsk } from "./ask.ts";
import { GoogleClient } from "./google_client.ts";
import { webModel, webModelInfos } from "./models.ts";
import { promptBytes } from "./prompt.ts";
import { Retries } from "./retries.ts";
import { Session } from "./session.ts";
import type { GeminiWebSettings } from "./settings.ts";
import { untilAborted } from "./until_aborted.ts";
import { Visit } from "./visit.ts";

/**
 * The Gemini web app as a backend: one user message of text in, text, thoughts and citations out. Tools, JSON, stop
 * sequences and limits are for others to emulate. `reasoning.show` decides whether thoughts are told.
 */
export function geminiWeb(settings: GeminiWebSettings): Backend {
  const client = new GoogleClient(settings);
  const upstream = { settings, client, session: new Session(settings, client) };
  return {
    name: "web",
    capabilities: {
      conversation: false,
      tools: false,
      jsonOutput: false,
      stopSequences: false,
      maxOutputTokens: false,
      maxPromptBytes: promptBytes,
    },
    knows: (model) => webModel(model) !== undefined,
    families: { lite: "gemini-flash-lite", pro: "gemini-3.1-pro" },
    models: () => Promise.resolve(webModelInfos()),
    generate: (request, context) => generate(upstream, request, context),
  };
}

interface Upstream {
  settings: GeminiWebSettings;
  client: GoogleClient;
  session: Session;
}

async function* generate(
  upstream: Upstream,
  request: GenerateRequest,
  { signal }: GenerateContext,
): AsyncGenerator<readonly GenerateEvent[]> {
  const ask = readAsk(request);
  const visit = new Visit(upstream.session, upstream.settings);
  const retries = new Retries(upstream.settings);
  let started = false;
  for (;;) {
    let answering: Answering | undefined;
    try {
      const attempt = await untilAborted(visit.request(ask), signal);
      answering = new Answering({ ...upstream, ...attempt, model: ask.model, signal });
      await answering.open();
      while (!answering.ended) {
        const events = await answering.next();
        const batch = request.reasoning.show ? events : withoutThoughts(events);
        if (!started && answering.accepted) {
          started = true;
          batch.unshift(startEvent(request, answering, visit));
        }
        if (answering.ended) batch.push(finishEvent(ask, answering));
        if (batch.length > 0) yield batch;
      }
      return;
    } catch (thrown) {
      answering?.close();
      if (signal.aborted) throw cancelled();
      if (answering?.spoke || !retries.allows(thrown)) throw thrown;
      if (thrown.retry === "fresh-page") visit.renewAfter(thrown);
      await retries.pause(thrown, signal);
    } finally {
      answering?.close();
    }
  }
}

function withoutThoughts(events: GenerateEvent[]): GenerateEvent[] {
  return events.filter((event) => event.type !== "reasoning");
}

function startEvent(request: GenerateRequest, answering: Answering, visit: Visit): StartEvent {
  return {
    type: "start",
    model: answering.served,
    ignored: ignoredSettings(request, visit.asker),
  };
}

function finishEvent({ prompt }: Ask, answering: Answering): FinishEvent {
  return {
    type: "finish",
    reason: "stop",
    usage: { inputTokens: estimateTokens(prompt), ...answering.usage() },
    model: answering.served,
  };
}
