import type { Fields } from "../../core/fields.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Message, ToolCallPart } from "../../core/message.ts";
import { readSignature } from "./signature.ts";

type AssistantPart = Extract<Message, { role: "assistant" }>["parts"][number];

/** Gathers what the assistant said in one message. */
export class AssistantReader {
  readonly parts: AssistantPart[] = [];
  #callSignature?: string;

  say(parts: AssistantPart[]): void {
    this.parts.push(...parts);
  }

  /** A thought; its signature may belong to the call that follows. */
  thought(block: Fields): void {
    const text = block.string("thinking");
    const signed = readSignature(block.optionalString("signature") ?? "");
    const signature = signed?.owner === "thought" ? signed.signature : undefined;
    if (signed?.owner === "call") this.#callSignature = signed.signature;
    if (text || signature) this.parts.push({ type: "reasoning", text, signature });
  }

  call(block: Fields): ToolCallPart {
    block.raw("caller");
    const input = block.raw("input") ?? {};
    if (!isJsonObject(input)) block.fail("input", "an object");
    const call: ToolCallPart = {
      type: "tool-call",
      id: block.string("id"),
      name: block.string("name"),
      arguments: JSON.stringify(input),
      signature: this.#callSignature,
    };
    this.#callSignature = undefined;
    this.parts.push(call);
    return call;
  }
}
