import type { MediaPart } from "../../core/message.ts";

/** A picture where the dialect has only text for an answer: chat apps show Markdown. */
export function mediaMarkdown(
  { mediaType, source }: Pick<MediaPart, "mediaType" | "source">,
): string {
  const url = "url" in source ? source.url : `data:${mediaType};base64,${source.base64}`;
  return `![${mediaType.split("/")[0]}](${url})`;
}
