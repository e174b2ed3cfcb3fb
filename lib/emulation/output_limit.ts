import type { GenerateEvent, Usage } from "../core/generate_event.ts";
import { TokenEstimate } from "../core/token_estimate.ts";
import type { Filter } from "./filter.ts";

/**
 * Ends an answer with reason `length` where more text would follow than that many tokens, by our own estimate. Thoughts
 * do not count: on an upstream without a limit the client cannot know how much the model thinks.
 */
export function outputLimit(maxTokens: number, usage: () => Usage): Filter {
  const estimate = new TokenEstimate();
  return (batch) => {
    for (let i = 0; i < batch.length; i++) {
      const event = batch[i]!;
      if (event.type !== "text") continue;
      const fit = estimate.fit(event.delta, maxTokens);
      if (fit < event.delta.length) {
        const out: GenerateEvent[] = batch.slice(0, i);
        const delta = event.delta.slice(0, fit);
        if (fit > 0) out.push({ ...event, delta });
        estimate.add(delta);
        const spent = usage();
        // What the client did not get is not counted.
        const outputTokens = estimate.tokens + (spent.reasoningTokens ?? 0);
        out.push({ type: "finish", reason: "length", usage: { ...spent, outputTokens } });
        return out;
      }
      estimate.add(event.delta);
    }
    return batch;
  };
}
