import type { BlockKind } from "../../core/blocks.ts";
import type { ContentPart, Generation } from "../../core/generation.ts";
import type { ReplyContext } from "../../http/dialect.ts";
import { AnswerItems } from "./answer_items.ts";
import { partsWithCallSignatures } from "./call_signatures.ts";
import type { WireResponse } from "./echo.ts";
import type { DecodedRequest } from "./request.ts";
import { finished, incompleteReason } from "./response_object.ts";

/** The whole answer as a response: the same items that a stream would have said. */
export function wholeResponse(
  { echo, toolset, encryptedThoughts }: DecodedRequest,
  generation: Generation,
  context: ReplyContext,
): WireResponse {
  const items = new AnswerItems(context.id, toolset);
  const cut = incompleteReason(generation.finishReason) !== undefined;
  const parts = encryptedThoughts ? partsWithCallSignatures(generation.parts) : generation.parts;
  for (const part of parts) {
    const item = items.open(blockOf(part));
    const content = contentOf(part);
    const last = part === parts.at(-1);
    item.opening();
    item.delta(content);
    item.closing(content, {
      status: cut && last && part.type === "text" && !part.signature ? "incomplete" : "completed",
      signature: part.signature,
    });
  }
  for (const citation of generation.citations) items.cite({ type: "citation", ...citation });
  const { model, finishReason: reason, usage } = generation;
  items.refuse(reason);
  return { ...finished(context, { model, output: items.output(), reason, usage }), ...echo };
}

function blockOf(part: ContentPart): BlockKind {
  return part.type === "media" ? { type: "media", event: part } : part;
}

function contentOf(part: ContentPart): string {
  if (part.type === "media") return "";
  return part.type === "tool-call" ? part.arguments : part.text;
}
