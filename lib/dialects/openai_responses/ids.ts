/** The id of a response, from the 32 hex digits of its reply context. */
export function responseId(replyId: string): string {
  return `resp_${replyId}`;
}

/** The id of an item of a response; `part` tells apart what came in and what went out. */
export function itemId(prefix: string, replyId: string, part: "i" | "o", index: number): string {
  return `${prefix}_${replyId}${part}${index}`;
}

/** Where an item id of ours says that the item is. */
export interface ItemHome {
  responseId: string;
  part: "i" | "o";
}

/** Whose item an id names; `undefined` where we did not make it. */
export function homeOfItem(id: string): ItemHome | undefined {
  const match = /^[a-z]+_([0-9a-f]+)([io])\d+$/.exec(id);
  return match ? { responseId: responseId(match[1]!), part: match[2] as "i" | "o" } : undefined;
}
