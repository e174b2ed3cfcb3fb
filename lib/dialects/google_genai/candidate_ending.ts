import type { FinishReason, NativeEnding } from "../../core/generate_event.ts";
import type { Generation } from "../../core/generation.ts";
import { finishReasons } from "./answer_fields.ts";
import { groundingMetadata, type TextRun } from "./grounding.ts";
import type { Candidate, Wire } from "./wire.ts";

export interface Ending {
  reason: FinishReason;
  native?: NativeEnding;
  citations: Generation["citations"];
}

/** What a candidate says beside its content: in the vendor's own words where its API answered, else in the like. */
export function candidateEnding(
  { reason, native, citations }: Ending,
  runs: readonly TextRun[],
): Wire<Candidate> {
  if (native) return native.candidate as Wire<Candidate>;
  const grounding = groundingMetadata(citations, runs);
  return {
    finishReason: finishReasons[reason],
    ...(grounding && { groundingMetadata: grounding }),
  };
}
