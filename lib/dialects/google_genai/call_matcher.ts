import type { ToolCallPart, ToolResultPart } from "../../core/message.ts";

/**
 * Gives calls without an id one that stays the same when the conversation is sent again, and finds the call that a
 * result without an id, or with one that no call has, answers: the first of its name in the newest round that has no
 * result yet.
 */
export class CallMatcher {
  #ids = new Set<string>();
  #names = new Map<string, string>();
  #open = new Map<string, Set<string>>();
  #answered = false;
  #made = 0;

  call(part: ToolCallPart): ToolCallPart {
    // A new round: what the last one left open will not be answered any more.
    if (this.#answered) this.#open.clear();
    this.#answered = false;
    const id = part.id || this.#newId();
    this.#ids.add(id);
    this.#names.set(id, part.name);
    const open = this.#open.get(part.name);
    if (open) open.add(id);
    else this.#open.set(part.name, new Set([id]));
    return { ...part, id };
  }

  result(part: ToolResultPart): ToolResultPart {
    this.#answered = true;
    const given = part.callId;
    const callId = this.#ids.has(given) ? given : this.#firstOpen(part.name) || given;
    const name = part.name ?? this.#names.get(callId);
    if (name) this.#open.get(name)?.delete(callId);
    return { ...part, callId, name };
  }

  #newId(): string {
    let id: string;
    do id = `call_${++this.#made}`; while (this.#ids.has(id));
    return id;
  }

  #firstOpen(name: string | undefined): string {
    const groups = name === undefined ? this.#open.values() : [this.#open.get(name)];
    for (const group of groups) for (const id of group ?? []) return id;
    return "";
  }
}
