import { Buffer } from "node:buffer";
import type { JsonObject, JsonValue } from "../../core/json.ts";

const numbers = new Set(["n", "output_compression", "partial_images"]);

/**
 * A form as the JSON body that would say the same: files become data URLs, `image[]` and `image[0]` several values of
 * `image`, any other name that comes twice a list, and the words of numbers and booleans these.
 */
export async function formFields(form: FormData): Promise<JsonObject> {
  const fields: JsonObject = {};
  const images: JsonValue[] = [];
  for (const [key, value] of form) {
    const name = key.replace(/\[\d*\]$/, "");
    const json = typeof value === "string" ? valueOf(name, value) : await dataUrl(value);
    const earlier = name === "image" ? images : fields[name];
    if (Array.isArray(earlier)) earlier.push(json);
    else fields[name] = Object.hasOwn(fields, name) ? [earlier!, json] : json;
  }
  return images.length > 0 ? { ...fields, image: images } : fields;
}

function valueOf(name: string, text: string): JsonValue {
  if (numbers.has(name) && text.trim() !== "") return Number(text);
  if (name === "stream" && (text === "true" || text === "false")) return text === "true";
  return text;
}

async function dataUrl(file: File): Promise<string> {
  const base64 = Buffer.from(await file.arrayBuffer()).toString("base64");
  return `data:${file.type || "image/*"};base64,${base64}`;
}
