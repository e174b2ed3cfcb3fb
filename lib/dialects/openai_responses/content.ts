import type { Fields } from "../../core/fields.ts";
import type { MediaPart, TextPart } from "../../core/message.ts";
import { unsupportedField } from "../openai/field_decisions.ts";
import { mediaOfUrl } from "../openai/media_url.ts";

/** Decodes a string or an array of content parts, as messages and tool outputs have it. */
export function decodeContent(fields: Fields, key: string): (TextPart | MediaPart)[] {
  const value = fields.raw(key);
  if (typeof value === "string") return [{ type: "text", text: value }];
  if (!Array.isArray(value)) return fields.fail(key, "a string or an array of content parts");
  return fields.objects(key).map((part) => {
    const decoded = contentPart(part);
    return decoded.type === "media" ? { ...decoded, path: part.path } : decoded;
  });
}

/** The same where only text makes sense. */
export function decodeText(fields: Fields, key: string): TextPart[] {
  return decodeContent(fields, key).map((part, index) =>
    part.type === "text" ? part : fields.fail(`${key}.${index}.type`, `"input_text"`)
  );
}

const partTypes = [
  "input_text",
  "output_text",
  "text",
  "summary_text",
  "reasoning_text",
  "refusal",
  "input_image",
  "input_file",
  "input_audio",
] as const;

function contentPart(part: Fields): TextPart | MediaPart {
  part.raw("prompt_cache_breakpoint"); // nothing is cached here
  switch (part.oneOf("type", partTypes)) {
    case "refusal":
      return { type: "text", text: part.string("refusal") };
    case "input_image":
      return imagePart(part);
    case "input_file":
      return filePart(part);
    case "input_audio":
      return audioPart(part.nested("input_audio"));
    default:
      // What the answer was annotated with is of no use to the model.
      part.raw("annotations");
      part.raw("logprobs");
      return { type: "text", text: part.string("text") };
  }
}

function imagePart(part: Fields): MediaPart {
  refuseFileId(part);
  return mediaPart(part, "image_url", "image/*");
}

function filePart(part: Fields): MediaPart {
  refuseFileId(part);
  const name = part.optionalString("filename");
  if (part.has("file_url")) return { ...mediaPart(part, "file_url", "application/pdf"), name };
  const data = part.string("file_data");
  if (data.startsWith("data:")) return { ...mediaPart(part, "file_data", "application/pdf"), name };
  return { type: "media", mediaType: "application/pdf", source: { base64: data }, name };
}

function audioPart(audio: Fields): MediaPart {
  const format = audio.oneOf("format", ["mp3", "wav"]);
  return {
    type: "media",
    mediaType: format === "mp3" ? "audio/mpeg" : "audio/wav",
    source: { base64: audio.string("data") },
  };
}

function mediaPart(part: Fields, key: string, mediaType: string): MediaPart {
  return mediaOfUrl(part.string(key), mediaType) ??
    part.fail(key, "an http(s) URL or a base64 data: URL");
}

function refuseFileId(part: Fields): void {
  if (!part.has("file_id")) return;
  const param = part.at("file_id");
  throw unsupportedField(
    param,
    `Cannot use "${param}": no files are kept here. Send the file itself as a data: URL.`,
  );
}
