import type { EmbedRequest } from "../../core/embedding.ts";
import { Fields } from "../../core/fields.ts";
import type { JsonObject } from "../../core/json.ts";
import { decideFields, type FieldDecision } from "../openai/field_decisions.ts";
import type { EmbeddingCreateParams } from "./wire.ts";

export interface DecodedEmbedding {
  request: EmbedRequest;
  format: NonNullable<EmbeddingCreateParams["encoding_format"]>;
  /** Paths of fields that change nothing here. */
  ignored: string[];
}

/** What becomes of every field of the request type; the compiler finds a field that the vendor added. */
const parameters = {
  input: "read",
  model: "read",
  dimensions: "read",
  encoding_format: "read",
  user: "ignored",
} satisfies Record<keyof EmbeddingCreateParams, FieldDecision>;

/** The vendor's own bound. */
const mostInputs = 2048;

/** Decodes the body of `POST /v1/embeddings`. Throws `invalid-request`, naming the field. */
export function decodeEmbedding(object: JsonObject): DecodedEmbedding {
  const body = new Fields(object);
  const ignored = decideFields(body, parameters);
  const request: EmbedRequest = {
    model: body.string("model"),
    inputs: inputs(body),
    dimensions: body.optionalInteger("dimensions", { min: 1 }),
  };
  const format = body.optionalOneOf("encoding_format", ["float", "base64"]) ?? "float";
  ignored.push(...body.unread());
  return { request, format, ignored };
}

function inputs(body: Fields): string[] {
  const value = body.raw("input");
  const texts = typeof value === "string" ? [value] : value;
  if (!Array.isArray(texts) || texts.length === 0) {
    return body.fail("input", "a text or an array of texts");
  }
  if (texts.length > mostInputs) body.fail("input", `at most ${mostInputs} texts`);
  return texts.map((text, index) => {
    if (typeof text === "string" && text !== "") return text;
    const at = typeof value === "string" ? "input" : `input.${index}`;
    if (text === "") return body.fail(at, "a text that is not empty");
    return body.fail(at, "a text: the token numbers of another vendor's models say nothing here");
  });
}
