import type { Fields } from "../../core/fields.ts";
import { GatewayError } from "../../core/gateway_error.ts";
import type { MediaPart, TextPart } from "../../core/message.ts";
import { classify } from "./content_kinds.ts";

/** The parts that a block of kind `content` is made of. */
export function contentParts(block: Fields, type: string): (TextPart | MediaPart)[] {
  switch (type) {
    case "text":
      // Sources of an earlier answer: they were for the reader.
      block.raw("citations");
      return [text(block.string("text"))];
    case "image":
      return [{ ...imagePart(block.nested("source")), path: block.path }];
    case "document":
      return documentParts(block);
    case "search_result":
      return [text(searchResultText(block))];
    case "tool_reference":
      return [text(`The tool ${block.string("tool_name")} is available now.`)];
    default:
      return [text(rawText(block))];
  }
}

/** A text, or blocks that hold nothing but words and media. */
export function plainContent(fields: Fields, key: string): (TextPart | MediaPart)[] {
  if (typeof fields.object[key] === "string") return [text(fields.string(key))];
  return (fields.optionalObjects(key) ?? []).flatMap((block) => {
    const { type, kind } = classify(block);
    if (kind === "content") return contentParts(block, type);
    return block.fail("type", `a type of block that "${fields.at(key)}" can hold`);
  });
}

export function text(value: string): TextPart {
  return { type: "text", text: value };
}

function imagePart(source: Fields): MediaPart {
  switch (source.oneOf("type", ["base64", "url", "file"])) {
    case "base64":
      return media(source.string("media_type"), { base64: source.string("data") });
    case "url":
      return media("image/*", { url: source.string("url") });
    case "file":
      throw fileRefusal(source);
  }
}

/** Its title and context stand before it, as far as it has them. */
function documentParts(block: Fields): (TextPart | MediaPart)[] {
  const title = block.optionalString("title");
  const context = block.optionalString("context");
  const head = [title && `Document: ${title}`, context].filter(Boolean).join("\n");
  const body = sourceParts(block.nested("source"));
  for (const part of body) {
    if (part.type !== "media") continue;
    if (title) part.name = title;
    part.path ??= block.path;
  }
  return head ? [text(head), ...body] : body;
}

function sourceParts(source: Fields): (TextPart | MediaPart)[] {
  switch (source.oneOf("type", ["base64", "text", "url", "content", "file"])) {
    case "base64":
      return [media(source.string("media_type"), { base64: source.string("data") })];
    case "text":
      source.raw("media_type");
      return [text(source.string("data"))];
    case "url":
      return [media("application/pdf", { url: source.string("url") })];
    case "content":
      return plainContent(source, "content");
    case "file":
      throw fileRefusal(source);
  }
}

function searchResultText(block: Fields): string {
  const head = `Search result: ${block.string("title")} (${block.string("source")})`;
  const body = plainContent(block, "content").map((part) => part.type === "text" ? part.text : "");
  return [head, ...body].join("\n");
}

/** Blocks that only a schema of the vendor's gives a meaning: the model reads their JSON. */
function rawText(block: Fields): string {
  const { cache_control: _, ...rest } = block.object;
  block.readAll();
  return JSON.stringify(rest);
}

function media(mediaType: string, source: MediaPart["source"]): MediaPart {
  return { type: "media", mediaType, source };
}

export function fileRefusal(fields: Fields): GatewayError {
  return new GatewayError(
    "invalid-request",
    `Cannot read "${fields.at("file_id")}": this gateway stores no files; send the content inline.`,
    { code: "unsupported_parameter", param: fields.at("file_id") },
  );
}
