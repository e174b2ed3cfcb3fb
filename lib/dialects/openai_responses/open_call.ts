import { FreeformInputStream } from "../openai/freeform_input.ts";
import type { ItemEnd, ItemEvent, OpenItem } from "./open_item.ts";
import { type CallItem, callItem, type ItemPlace, type ItemStatus } from "./output_items.ts";
import type { DeclaredTool } from "./toolset.ts";

/** A call, in the form in which its tool was declared. */
export class OpenCall implements OpenItem {
  item?: CallItem;
  readonly #place: ItemPlace;
  readonly #call: { id: string; name: string };
  readonly #declared?: DeclaredTool;
  readonly #at: { item_id: string; output_index: number };
  readonly #freeform = new FreeformInputStream();

  constructor(place: ItemPlace, call: { id: string; name: string }, declared?: DeclaredTool) {
    this.#place = place;
    this.#call = call;
    this.#declared = declared;
    this.#at = { item_id: this.#itemOf("", "in_progress").id!, output_index: place.index };
  }

  opening(): ItemEvent[] {
    return [{
      type: "response.output_item.added",
      output_index: this.#place.index,
      item: this.#itemOf("", "in_progress"),
    }];
  }

  delta(delta: string): ItemEvent[] {
    switch (this.#declared?.kind) {
      case "tool-search": // told whole: the vendor has no event for its pieces
        return [];
      case "custom":
        return this.#input(this.#freeform.push(delta));
      default:
        return [{ type: "response.function_call_arguments.delta", ...this.#at, delta }];
    }
  }

  closing(argumentsText: string, { status }: ItemEnd): ItemEvent[] {
    const item = this.item = this.#itemOf(argumentsText, status);
    const done: ItemEvent = {
      type: "response.output_item.done",
      output_index: this.#place.index,
      item,
    };
    if (item.type === "custom_tool_call") {
      const { rest, input } = this.#freeform.end(argumentsText);
      item.input = input;
      return [
        ...this.#input(rest),
        { type: "response.custom_tool_call_input.done", ...this.#at, input },
        done,
      ];
    }
    if (item.type === "tool_search_call") return [done];
    const missing = argumentsText ? [] : this.delta(item.arguments);
    return [
      ...missing,
      {
        type: "response.function_call_arguments.done",
        ...this.#at,
        arguments: item.arguments,
      },
      done,
    ];
  }

  #input(delta: string): ItemEvent[] {
    return delta ? [{ type: "response.custom_tool_call_input.delta", ...this.#at, delta }] : [];
  }

  #itemOf(argumentsText: string, status: ItemStatus): CallItem {
    return callItem(
      this.#place,
      { ...this.#call, arguments: argumentsText, status },
      this.#declared,
    );
  }
}
