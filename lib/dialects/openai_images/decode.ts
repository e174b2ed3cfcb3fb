import { Fields } from "../../core/fields.ts";
import { type GenerateRequest, textRequest } from "../../core/generate_request.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { MediaPart } from "../../core/message.ts";
import { decideFields, type FieldDecision, unsupportedField } from "../openai/field_decisions.ts";
import { mediaOfUrl } from "../openai/media_url.ts";
import { editParameters, generationParameters, refusals } from "./parameters.ts";
import { decodeSize } from "./size.ts";

export interface DecodedImages {
  /** Makes one picture. */
  request: GenerateRequest;
  prompt: string;
  count: number;
  /** Pictures are told as data URLs instead of bare base64. */
  asUrl: boolean;
  /** Paths of fields that change nothing here. */
  ignored: string[];
}

/** The vendor's own bounds. */
const mostPictures = 10;
const mostInputs = 16;

/** Decodes the body of `POST /v1/images/generations`. Throws `invalid-request` or `unsupported`, naming the field. */
export function decodeGeneration(object: JsonObject): DecodedImages {
  return decodeImages(new Fields(object), generationParameters, () => []);
}

/** Decodes the body of `POST /v1/images/edits`. */
export function decodeEdit(object: JsonObject): DecodedImages {
  return decodeImages(new Fields(object), editParameters, inputImages);
}

function decodeImages(
  body: Fields,
  parameters: Record<string, FieldDecision>,
  readInputs: (body: Fields) => MediaPart[],
): DecodedImages {
  for (const [name, advice] of Object.entries(refusals)) {
    if (body.has(name)) throw unsupportedField(name, `Cannot honour "${name}": ${advice}`);
  }
  const ignored = decideFields(body, parameters);
  const prompt = body.string("prompt");
  if (prompt.trim() === "") body.fail("prompt", "words that say what to draw");
  refuseOtherOutput(body, ignored);
  const { rounded, ...size } = decodeSize(body);
  if (rounded) ignored.push("size");
  const parts = [...readInputs(body), { type: "text" as const, text: prompt }];
  const request: GenerateRequest = {
    ...textRequest(body.optionalString("model") ?? "", [{ role: "user", parts }]),
    reasoning: { show: false },
    outputMedia: { image: true, required: true, ...size },
  };
  const count = body.optionalInteger("n", { min: 1, max: mostPictures }) ?? 1;
  const asUrl = body.optionalOneOf("response_format", ["url", "b64_json"]) === "url";
  ignored.push(...body.unread());
  return { request, prompt, count, asUrl, ignored };
}

function refuseOtherOutput(body: Fields, ignored: string[]): void {
  if (body.optionalBoolean("stream")) {
    throw unsupportedField("stream", 'Pictures come whole here: expected "stream" to be false.');
  }
  if (body.optionalOneOf("background", ["transparent", "opaque", "auto"]) === "transparent") {
    throw unsupportedField(
      "background",
      'Gemini draws no transparent backgrounds: expected "background" to be "opaque" or "auto".',
    );
  }
  const format = body.optionalOneOf("output_format", ["png", "jpeg", "webp", "gif", "svg"]);
  if (format === "gif" || format === "svg") {
    throw unsupportedField("output_format", `Cannot make ${format.toUpperCase()} files here.`);
  }
  // The model decides between these three; the answer's output_format tells.
  if (format) ignored.push("output_format");
}

/** `image`, one or several, or `images: [{image_url}]`; each a data URL or a web address. */
function inputImages(body: Fields): MediaPart[] {
  const key = body.has("images") ? "images" : "image";
  const value = body.raw(key);
  const images = Array.isArray(value) ? value : [value];
  if (images.length > mostInputs) body.fail(key, `at most ${mostInputs} pictures`);
  if (images.length === 0 || value === undefined) body.fail(key, "at least one picture");
  return images.map((image, index) => {
    const at = Array.isArray(value) ? `${key}.${index}` : key;
    if (isJsonObject(image) && image["file_id"]) {
      throw unsupportedField(at, "No files are kept here: send the picture as image_url.");
    }
    const url = urlOf(image);
    const part = url === undefined ? undefined : mediaOfUrl(url, "image/*");
    return part ?? body.fail(at, "a picture as a file, a base64 data: URL or an http(s) URL");
  });
}

function urlOf(image: JsonValue | undefined): string | undefined {
  const url = isJsonObject(image) ? image["image_url"] : image;
  return typeof url === "string" ? url : undefined;
}
