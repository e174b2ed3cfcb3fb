import type { GenerateEvent, Usage } from "../../core/generate_event.ts";
import { TokenEstimate } from "../../core/token_estimate.ts";

/** What an answer brought so far, also what is not told because it fails at its end. */
export class AnswerTally {
  readonly #text = new TokenEstimate();
  readonly #thoughts = new TokenEstimate();
  /** Whether there was anything but sources. */
  began = false;
  /** Whether some of it was more than a thought: thoughts and sources alone are no answer. */
  answered = false;

  add(events: readonly GenerateEvent[]): void {
    for (const event of events) {
      if (event.type === "citation") continue;
      if (event.type === "text") this.#text.add(event.delta);
      if (event.type === "reasoning") this.#thoughts.add(event.delta);
      else this.answered = true;
      this.began = true;
    }
  }

  /** What it cost, beside the prompt. */
  usage(): Pick<Usage, "outputTokens" | "reasoningTokens"> {
    const reasoningTokens = this.#thoughts.tokens;
    return {
      outputTokens: this.#text.tokens + reasoningTokens,
      reasoningTokens: reasoningTokens || undefined,
    };
  }
}
