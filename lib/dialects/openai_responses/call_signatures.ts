import type { GenerateEvent } from "../../core/generate_event.ts";
import type { ContentPart } from "../../core/generation.ts";

/**
 * Calls have no place for Gemini's signatures here. To a client that asks for encrypted thoughts, a call's signature
 * goes as those of a thought before the call, under this mark; all of it reads as base64.
 */
const mark = "Z2VtaW5pLWNhbGwt";

/** The signature of the call that follows, where encrypted thoughts are one. */
export function callSignature(encrypted: string | undefined): string | undefined {
  return encrypted?.startsWith(mark) ? encrypted.slice(mark.length) : undefined;
}

/** The events with such a thought before each signed call that this batch holds whole. */
export function withCallSignatures(batch: readonly GenerateEvent[]): readonly GenerateEvent[] {
  return batch.flatMap((event, index): GenerateEvent[] => {
    const signature = event.type === "tool-call-start" && signatureOf(batch, index);
    if (!signature) return [event];
    return [{ type: "reasoning", delta: "", signature: mark + signature }, event];
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
      const signature = mark + part.signature;
      const last = out.at(-1);
      if (last?.type === "reasoning" && !last.signature) out.splice(-1, 1, { ...last, signature });
      else out.push({ type: "reasoning", text: "", signature });
    }
    out.push(part);
  }
  return out;
}
