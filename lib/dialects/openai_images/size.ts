import type { Fields } from "../../core/fields.ts";
import type { OutputMedia } from "../../core/generate_request.ts";

export interface DecodedSize extends Pick<OutputMedia, "aspectRatio" | "size"> {
  /** Whether there is no such shape, and the nearest was taken. */
  rounded: boolean;
}

/** Shapes that all of Google's picture models know. Source: Gemini API docs, "Image generation". */
const ratios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];

/**
 * Decodes `size`, `WIDTHxHEIGHT` in pixels or `auto`, into the nearest shape and class of size. The models' own class,
 * about 1024 pixels a side, is not named: older ones know no other.
 */
export function decodeSize(body: Fields): DecodedSize {
  const text = body.optionalString("size") ?? "auto";
  if (text === "auto") return { rounded: false };
  const match = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text);
  if (!match) return body.fail("size", 'WIDTHxHEIGHT in pixels such as "1536x1024", or "auto"');
  const [width, height] = [Number(match[1]), Number(match[2])];
  const aspectRatio = ratios.toSorted((a, b) =>
    distance(a, width / height) - distance(b, width / height)
  )[0]!;
  return {
    aspectRatio,
    size: sizeClass(Math.sqrt(width * height)),
    rounded: distance(aspectRatio, width / height) > 0.001,
  };
}

function distance(ratio: string, wanted: number): number {
  const [width = 1, height = 1] = ratio.split(":").map(Number);
  return Math.abs(Math.log(width / height / wanted));
}

/** `side`: of a square of that area, in pixels. */
function sizeClass(side: number): string | undefined {
  if (side > 2500) return "4K";
  return side > 1450 ? "2K" : undefined;
}
