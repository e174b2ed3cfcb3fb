import { GatewayError } from "../../core/gateway_error.ts";
import type { Generation } from "../../core/generation.ts";
import type { MediaPart } from "../../core/message.ts";
import { estimateTokens } from "../../core/token_estimate.ts";
import type { DecodedImages } from "./decode.ts";
import type { ImagesResponse } from "./wire.ts";

type Picture = NonNullable<ImagesResponse["data"]>[number];

/** The pictures of one answer. Throws where the model made none. */
export function picturesOf({ parts, finishReason }: Generation): MediaPart[] {
  const pictures = parts.filter((part) => part.type === "media");
  if (pictures.length > 0) return pictures;
  if (finishReason === "content-filter") {
    throw new GatewayError(
      "invalid-request",
      "Gemini's safety rules do not let it draw this: word the prompt differently.",
      { code: "moderation_blocked" },
    );
  }
  throw new GatewayError(
    "upstream",
    "The model answered in words and made no picture: try again, say plainly what to draw, or ask for a model that " +
      "makes pictures such as api/gemini-3.1-flash-image.",
    { code: "no_image" },
  );
}

export function encodeImages(
  generations: readonly Generation[],
  decoded: DecodedImages,
  createdAt: number,
): ImagesResponse {
  const pictures = generations.flatMap(picturesOf);
  return {
    created: createdAt,
    data: pictures.map((picture) => encodePicture(picture, decoded.asUrl)),
    ...outputFormat(pictures),
    usage: usageOf(generations, decoded),
  };
}

function encodePicture({ mediaType, source }: MediaPart, asUrl: boolean): Picture {
  if ("url" in source) return { url: source.url };
  return asUrl ? { url: `data:${mediaType};base64,${source.base64}` } : { b64_json: source.base64 };
}

function outputFormat(pictures: MediaPart[]): Pick<ImagesResponse, "output_format"> {
  const formats = new Set(pictures.map(({ mediaType }) => mediaType.replace(/^image\//, "")));
  const format = (["png", "jpeg", "webp"] as const).find((word) => formats.has(word));
  return formats.size === 1 && format ? { output_format: format } : {};
}

/** The upstream counts words and pictures together; the words are estimated, the pictures are the rest. */
function usageOf(
  generations: readonly Generation[],
  { prompt, request }: DecodedImages,
): ImagesResponse["usage"] {
  const input = sum(generations, ({ usage }) => usage.inputTokens);
  const output = sum(generations, ({ usage }) => usage.outputTokens);
  const hasPictures = request.messages.some(({ parts }) =>
    parts.some((part) => part.type === "media")
  );
  const words = estimateTokens(prompt) * generations.length;
  const text = hasPictures ? Math.min(input, words) : input;
  return {
    input_tokens: input,
    input_tokens_details: { text_tokens: text, image_tokens: input - text },
    output_tokens: output,
    total_tokens: input + output,
  };
}

function sum(generations: readonly Generation[], count: (one: Generation) => number): number {
  return generations.reduce((total, one) => total + count(one), 0);
}
