import type { Message, ToolCallPart, ToolResultPart } from "../core/message.ts";

/**
 * Which result answers which call, for a whole conversation: by id, and where the client's dialect has none, by name
 * and order.
 */
export class CallIds {
  #names = new Map<string, string>();
  #waiting: ToolCallPart[] = [];
  #order = new Map<string, number>();
  #made = 0;

  /** Takes note of a call; gives it an id where it has none. */
  call(part: ToolCallPart): void {
    const call = part.id ? part : { ...part, id: `call_${++this.#made}` };
    this.#names.set(call.id, call.name);
    this.#order.set(call.id, this.#order.size);
    if (!part.id) this.#waiting.push(call);
  }

  /** The results with names and ids filled in, in the order of their calls; those of unknown calls come last. */
  results(messages: Extract<Message, { role: "tool" }>[]): ToolResultPart[] {
    const parts = messages.flatMap((each) => each.parts).map((part) => this.#filled(part));
    const rank = (part: ToolResultPart) => this.#order.get(part.callId) ?? Infinity;
    return parts.map((part, index) => ({ part, index, rank: rank(part) }))
      .sort((a, b) => a.rank === b.rank ? a.index - b.index : a.rank - b.rank)
      .map(({ part }) => part);
  }

  #filled(part: ToolResultPart): ToolResultPart {
    if (part.callId) return { ...part, name: part.name ?? this.#names.get(part.callId) };
    const at = this.#waiting.findIndex((call) => !part.name || call.name === part.name);
    const call = at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
    return { ...part, callId: call?.id ?? "", name: part.name ?? call?.name };
  }
}
