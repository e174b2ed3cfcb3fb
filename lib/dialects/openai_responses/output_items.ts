import type { MediaEvent } from "../../core/generate_event.ts";
import { tryParseJson } from "../../core/json.ts";
import { freeformInput } from "../openai/freeform_input.ts";
import type { UrlCitation } from "./annotations.ts";
import { encryptedContent } from "./call_signatures.ts";
import { itemId } from "./ids.ts";
import type { DeclaredTool } from "./toolset.ts";
import type { ResponseOutputItem, ResponseOutputText } from "./wire.ts";

export type ItemStatus = "in_progress" | "completed" | "incomplete";

type Item<Type extends ResponseOutputItem["type"]> = Extract<ResponseOutputItem, { type: Type }>;
export type MessageItem = Item<"message"> & { content: ResponseOutputText[] };
export type ReasoningItem = Item<"reasoning">;
export type ImageItem = Item<"image_generation_call">;
/** Each is one of the vendor's output items; named apart, since the union is not one where calls overlap. */
export type CallItem =
  | Item<"function_call">
  | (Item<"custom_tool_call"> & { status: ItemStatus })
  | Item<"tool_search_call">;

/** What an item is called and where it stands in the answer. */
export interface ItemPlace {
  /** The reply's id. */
  reply: string;
  index: number;
}

export function messageItem(
  place: ItemPlace,
  { text, annotations, status }: {
    text: string;
    annotations: UrlCitation[];
    status: "completed" | "incomplete";
  },
): MessageItem {
  return {
    id: idOf("msg", place),
    type: "message",
    status,
    role: "assistant",
    content: [{ type: "output_text", text, annotations, logprobs: [] }],
  };
}

/** Thoughts are one summary; the signature rides where the vendor has its encrypted thoughts. */
export function reasoningItem(
  place: ItemPlace,
  { text, signature }: { text: string; signature?: string },
): ReasoningItem {
  return {
    id: idOf("rs", place),
    type: "reasoning",
    summary: text ? [{ type: "summary_text", text }] : [],
    ...(signature && { encrypted_content: encryptedContent(signature) }),
  };
}

/** A call in the form in which its tool was declared. Empty arguments are an empty object. */
export function callItem(
  place: ItemPlace,
  call: { id: string; name: string; arguments: string; status: ItemStatus },
  declared?: DeclaredTool,
): CallItem {
  const { id: call_id, status } = call;
  const name = declared?.name ?? call.name;
  const namespace = declared?.namespace && { namespace: declared.namespace };
  const text = status === "in_progress" ? call.arguments : call.arguments || "{}";
  switch (declared?.kind) {
    case "custom": {
      const input = freeformInput(call.arguments);
      const id = idOf("ctc", place);
      return { id, type: "custom_tool_call", status, call_id, name, input, ...namespace };
    }
    case "tool-search": {
      const id = idOf("tsc", place);
      const args = tryParseJson(text) ?? {};
      return {
        id,
        type: "tool_search_call",
        status,
        call_id,
        execution: "client",
        arguments: args,
      };
    }
    default: {
      const id = idOf("fc", place);
      return { id, type: "function_call", status, call_id, name, arguments: text, ...namespace };
    }
  }
}

/** A picture with its bytes; other media have no place here and are told as a link (`mediaLink`). */
export function imageItem(
  place: ItemPlace,
  media: Omit<MediaEvent, "type">,
): ImageItem | undefined {
  const { mediaType, source } = media;
  if (!("base64" in source) || !mediaType.startsWith("image/")) return undefined;
  return {
    id: idOf("ig", place),
    type: "image_generation_call",
    status: "completed",
    result: source.base64,
    output_format: imageFormats.find((format) => mediaType === `image/${format}`),
  };
}

const imageFormats = ["png", "jpeg", "webp", "gif"] as const;

/** A picture or file in Markdown. */
export function mediaLink({ mediaType, source }: Omit<MediaEvent, "type">): string {
  const url = "url" in source ? source.url : `data:${mediaType};base64,${source.base64}`;
  return `${mediaType.startsWith("image/") ? "!" : ""}[${mediaType}](${url})`;
}

export function idOf(prefix: string, { reply, index }: ItemPlace): string {
  return itemId(prefix, reply, "o", index);
}
