import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { homeOfItem, type ItemHome } from "./ids.ts";
import type { ResponseStore, StoredResponse } from "./response_store.ts";

/** Where the items of earlier turns come from. */
export interface ItemSource {
  /** All items up to and with the response's own, oldest first; `undefined` where some are gone. */
  conversation(responseId: string): JsonObject[] | undefined;
  item(id: string): JsonObject | undefined;
}

/** The items of stored responses, for one request: what it reads twice is parsed once. */
export function storedItems(store: ResponseStore): ItemSource {
  const homes = new Map<string, Map<string, JsonObject>>();
  return {
    conversation: (responseId) =>
      store.chain(responseId)?.flatMap((stored) => [...stored.input, ...outputOf(stored)]),
    item(id) {
      const home = homeOfItem(id);
      if (!home) return undefined;
      const key = `${home.responseId} ${home.part}`;
      const items = homes.get(key) ?? itemsAt(home, store);
      homes.set(key, items);
      return items.get(id);
    },
  };
}

function itemsAt({ responseId, part }: ItemHome, store: ResponseStore): Map<string, JsonObject> {
  const stored = store.get(responseId);
  const items = stored && (part === "i" ? stored.input : outputOf(stored));
  return new Map(items?.map((item) => [String(item["id"]), item]));
}

function outputOf({ response }: StoredResponse): JsonObject[] {
  const output = response["output"];
  return Array.isArray(output) ? output.filter(isJsonObject) : [];
}
