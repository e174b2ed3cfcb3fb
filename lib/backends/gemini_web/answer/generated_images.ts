import type { MediaEvent } from "../../../core/generate_event.ts";
import type { JsonValue } from "../../../core/json.ts";
import { asArray, asString, field, fieldAt } from "./field.ts";

/** The pictures that the model made in a candidate. */
export function readImages(candidate: JsonValue): MediaEvent[] {
  return asArray(fieldAt(candidate, 13, 8, 1)).flatMap((entry) => {
    const image = fieldAt(entry, 1, 4);
    const address = field(image, 4);
    const url = [address, ...asArray(address)].map(asString).find((text) =>
      text?.startsWith("http")
    );
    if (!url) return [];
    return [{ type: "media", mediaType: mediaType(asString(field(image, 3))), source: { url } }];
  });
}

function mediaType(fileName = ""): string {
  if (/\.jpe?g$/i.test(fileName)) return "image/jpeg";
  return /\.webp$/i.test(fileName) ? "image/webp" : "image/png";
}
