import type { CitationEvent, MediaEvent } from "../../core/generate_event.ts";
import type { JsonValue } from "../../core/json.ts";
import type { AnswerBlock } from "./answer.ts";
import type { CitationsWebSearchResultLocation } from "./wire.ts";

export type BlockOf<T extends AnswerBlock["type"]> = Extract<AnswerBlock, { type: T }>;
export type Citation = Omit<CitationEvent, "type">;

/** The vendor's types have `citations: null`; its answers leave the field out, and strict clients take no null. */
export function textBlock(text: string): BlockOf<"text"> {
  return { type: "text", text } as BlockOf<"text">;
}

export function thinkingBlock(thinking: string, signature: string): BlockOf<"thinking"> {
  return { type: "thinking", thinking, signature };
}

export function toolUseBlock(
  call: { id: string; name: string; input: JsonValue },
): BlockOf<"tool_use"> {
  return { type: "tool_use", ...call, caller: { type: "direct" } };
}

/** The dialect has no place for a picture in an answer; Markdown shows it where text is rendered. */
export function mediaText({ mediaType, source }: Pick<MediaEvent, "mediaType" | "source">): string {
  const url = "url" in source ? source.url : `data:${mediaType};base64,${source.base64}`;
  return mediaType.startsWith("image/") ? `![image](${url})` : `[file](${url})`;
}

/** The vendor's own bound. Source: Claude API docs, "Web search tool". */
const longestCitedText = 150;

/**
 * The source's own words are not known here: Google tells which words of the answer a source supports, so `cited_text`
 * is these, and empty where it does not tell. `answer` is all text of the answer so far.
 */
export function wireCitation(
  { url, title, span }: Citation,
  answer: string,
): CitationsWebSearchResultLocation {
  return {
    type: "web_search_result_location",
    url,
    title: title ?? url, // Strict clients take no null.
    cited_text: span ? beginning(answer.slice(span.start, span.end)) : "",
    // Of search results that stay with the vendor.
    encrypted_index: "",
  };
}

/** Not cut between the two halves of a character. */
function beginning(text: string): string {
  return text.slice(0, longestCitedText).replace(/[\ud800-\udbff]$/, "");
}

/**
 * The search as clients of the vendor's web search tool read it: Claude Code takes the links it shows from the result
 * block only. The upstream does not tell its query, so `input` stays empty.
 */
export function searchBlocks(
  id: string,
  citations: readonly Citation[],
): [BlockOf<"server_tool_use">, BlockOf<"web_search_tool_result">] {
  const caller = { type: "direct" } as const;
  const titles = new Map(citations.map(({ url, title }) => [url, title ?? url]));
  const content = Array.from(titles, ([url, title]) => ({
    type: "web_search_result" as const,
    url,
    title,
    encrypted_content: "",
    page_age: null,
  }));
  return [
    { type: "server_tool_use", id, name: "web_search", input: {}, caller },
    { type: "web_search_tool_result", tool_use_id: id, content, caller },
  ];
}
