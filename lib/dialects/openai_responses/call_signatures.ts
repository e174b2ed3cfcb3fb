import type { GenerateEvent } from "../../core/generate_event.ts";
import type { ContentPart } from "../../core/generation.ts";
import { readSignature, wireSignature } from "../../core/marked_signature.ts";

/**
 * Calls have no place for Gemini's signatures here. To a client that asks for encrypted thoughts, a call's signature
 * goes as those of a thought before the call: the events with such a thought before each signed call that this batch
 * holds whole.
 */
export function withCallSignatures(batch: readonly GenerateEvent[]): readonly GenerateEvent[] {
  return batch.flatMap((event, index): GenerateEvent[] => {
    const signature = event.type === "tool-call-start" && signatureOf(batch, index);
    if (!signature) return [event];
    return [{ type: "reasoning", delta: "", signature: wireSignature("call", signature) }, event];
  });
}

function signatureOf(batch: readonly GenerateEvent[], start: number): string | undefined {
  for (let index = start + 1; index < batch.length; index++) {
    const event = batch[index]!;
    if (event.type === "tool-call-end") return event.signature;
  }
  return undefined;
}

/** The same of a whole answer. */
export function partsWithCallSignatures(parts: readonly ContentPart[]): ContentPart[] {
  const out: ContentPart[] = [];
  for (const part of parts) {
    if (part.type === "tool-call" && part.signature) {
      const signature = wireSignature("call", part.signature);
      const last = out.at(-1);
      if (last?.type === "reasoning" && !last.signature) out.splice(-1, 1, { ...last, signature });
      else out.push({ type: "reasoning", text: "", signature });
    }
    out.push(part);
  }
  return out;
}

/** The encrypted content that tells a thought's signature, or that of a call in its place. */
export function encryptedContent(signature: string): string {
  return readSignature(signature) ? signature : wireSignature("thought", signature);
}
