import type { ToolCallPart, ToolResultPart } from "../../core/message.ts";
import type { Turn } from "./turns.ts";

/**
 * Finds the results of calls, wherever in the conversation a client put them: by id in the turns after the call, and
 * where the dialect has no ids, by name and order in the very next turn. Each result answers one call. Calls are to be
 * asked for in their order.
 */
export class ResultMatcher {
  readonly #byId = new Map<string, { turn: number; result: ToolResultPart }[]>();
  readonly #nameless = new Map<number, ToolResultPart[]>();
  readonly #claimed = new Set<ToolResultPart>();

  constructor(turns: readonly Turn[]) {
    for (const [index, turn] of turns.entries()) {
      for (const result of turn.role === "user" ? turn.results : []) {
        if (!result.callId) push(this.#nameless, index, result);
        else push(this.#byId, result.callId, { turn: index, result });
      }
    }
    // Taken from the end, which costs nothing.
    for (const waiting of this.#byId.values()) waiting.reverse();
  }

  /** The result of a call in that turn. */
  claim(call: ToolCallPart, turn: number): ToolResultPart | undefined {
    const result = this.#withId(call.id, turn) ?? this.#withName(call.name, turn + 1);
    if (result) this.#claimed.add(result);
    return result;
  }

  isClaimed(result: ToolResultPart): boolean {
    return this.#claimed.has(result);
  }

  #withId(id: string, turn: number): ToolResultPart | undefined {
    const waiting = this.#byId.get(id) ?? [];
    // Ids may come again later in a conversation; what stands before the call answers another one.
    while (waiting.length > 0 && waiting.at(-1)!.turn <= turn) waiting.pop();
    return waiting.pop()?.result;
  }

  #withName(name: string, turn: number): ToolResultPart | undefined {
    const results = this.#nameless.get(turn) ?? [];
    const index = results.findIndex((result) => !result.name || result.name === name);
    return index < 0 ? undefined : results.splice(index, 1)[0];
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
