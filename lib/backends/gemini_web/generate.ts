import type { GenerateContext } from "../../core/backend.ts";
import { cancelled } from "../../core/gateway_error.ts";
import type { FinishEvent, GenerateEvent, StartEvent } from "../../core/generate_event.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import { estimateTokens } from "../../core/token_estimate.ts";
import { Answering } from "./answering.ts";
import { type Ask, ignoredSettings, readAsk } from "./ask.ts";
import type { GoogleClient } from "./google_client.ts";
import { Retries } from "./retries.ts";
import type { Session } from "./session.ts";
import type { GeminiWebSettings } from "./settings.ts";
import { untilAborted } from "./until_aborted.ts";
import { Visit } from "./visit.ts";

/** What all requests to the web app share. */
export interface Upstream {
  settings: GeminiWebSettings;
  client: GoogleClient;
  session: Session;
}

/** Asks, again where that may help, and reads the answer. */
export async function* generate(
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
