import type { FinishEvent, GenerateEvent, Usage } from "../core/generate_event.ts";
import { estimateTokens } from "../core/token_estimate.ts";
import type { Batch, Filter } from "./filter.ts";
import { HeldTail, openTail } from "./held_tail.ts";

/**
 * Ends the text right before the earliest stop sequence; of two that begin at one place the shorter counts. Only what
 * may be the start of one is held back, which is less than the longest of them.
 */
export function stopSequences(stops: readonly string[], usage: () => Usage): Filter {
  const tail = new HeldTail();
  let called = false;
  const stopped = (out: GenerateEvent[], text: string, match: Match, unread: Batch = []) => {
    if (match.at > 0) out.push({ type: "text", delta: text.slice(0, match.at) });
    const ending: Pick<FinishEvent, "reason" | "stopSequence"> = called
      ? { reason: "tool-calls" }
      : { reason: "stop-sequence", stopSequence: match.stop };
    const spent = usage();
    // What the client does not get is not counted.
    const dropped = estimateTokens(text.slice(match.at) + unread.map(textOf).join(""));
    const outputTokens = Math.max(0, spent.outputTokens - dropped);
    out.push({ type: "finish", ...ending, usage: { ...spent, outputTokens } });
    return out;
  };
  return (batch) => {
    const out: GenerateEvent[] = [];
    for (const [index, event] of batch.entries()) {
      if (event.type === "text") {
        const text = tail.join(event.delta);
        const match = earliest(text, stops);
        const open = openTail(text, stops);
        if (match && match.at <= open) return stopped(out, text, match, batch.slice(index + 1));
        const delta = tail.hold(text, open);
        if (delta === event.delta) out.push(event);
        else if (delta || event.signature) out.push({ ...event, delta });
        continue;
      }
      called ||= event.type === "tool-call-start";
      if (event.type === "finish" || event.type === "tool-call-start") {
        // Text does not go on across a call: what is held is decided.
        const text = tail.take();
        const match = earliest(text, stops);
        if (match) return stopped(out, text, match);
        if (text) out.push({ type: "text", delta: text });
      }
      out.push(event);
    }
    return out;
  };
}

function textOf(event: GenerateEvent): string {
  return event.type === "text" ? event.delta : "";
}

interface Match {
  at: number;
  stop: string;
}

function earliest(text: string, stops: readonly string[]): Match | undefined {
  let found: Match | undefined;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    if (at < 0) continue;
    if (!found || at < found.at || (at === found.at && stop.length < found.stop.length)) {
      found = { at, stop };
    }
  }
  return found;
}
