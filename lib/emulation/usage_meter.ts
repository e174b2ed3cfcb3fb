import type { GenerateEvent, Usage } from "../core/generate_event.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import { estimateRequestTokens } from "../core/request_tokens.ts";
import { TokenEstimate } from "../core/token_estimate.ts";
import type { Batch } from "./filter.ts";

/** Estimates the usage of an answer that is cut before the upstream says its own. */
export class UsageMeter {
  #request?: GenerateRequest;
  #text = new TokenEstimate();
  #reasoning = new TokenEstimate();

  /** Takes note of what is sent; what comes back is counted from there. */
  ask(request: GenerateRequest): void {
    this.#request = request;
    this.#text = new TokenEstimate();
    this.#reasoning = new TokenEstimate();
  }

  /** Takes note of what comes back; the batch goes on as it is. */
  read = (batch: Batch): Batch => {
    for (const event of batch) this.#add(event);
    return batch;
  };

  usage = (): Usage => {
    const reasoningTokens = this.#reasoning.tokens;
    return {
      inputTokens: this.#request ? estimateRequestTokens(this.#request) : 0,
      outputTokens: this.#text.tokens + reasoningTokens,
      reasoningTokens: reasoningTokens || undefined,
    };
  };

  #add(event: GenerateEvent): void {
    if (event.type === "text") this.#text.add(event.delta);
    if (event.type === "reasoning") this.#reasoning.add(event.delta);
  }
}
