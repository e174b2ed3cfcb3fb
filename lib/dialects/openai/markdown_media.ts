import type { MediaPart, TextPart } from "../../core/message.ts";
import { mediaOfUrl } from "./media_url.ts";

/**
 * The parts of an earlier answer: pictures that `mediaMarkdown` wrote into its text are pictures again, not a million
 * letters for the model to read.
 */
export function partsOfMarkdown(text: string): (TextPart | MediaPart)[] {
  return text.split(dataImage).flatMap((piece, index): (TextPart | MediaPart)[] => {
    const media = index % 2 === 1 ? mediaOfUrl(piece, "image/*") : undefined;
    if (media) return [media];
    return piece === "" ? [] : [{ type: "text", text: piece }];
  });
}

/** One group: `split` gives text and URLs in turn. */
const dataImage = /!\[image\]\((data:image\/[\w.+-]+;base64,[\w+/=-]+)\)/;
