import type { EmbedRequest } from "../../core/embedding.ts";
import { Fields } from "../../core/fields.ts";
import type { JsonObject } from "../../core/json.ts";
import { withCamelKeys } from "./camel_keys.ts";
import { decideFields, type FieldDecision } from "./field_decisions.ts";
import { decodePart } from "./parts.ts";
import type { EmbedField } from "./wire.ts";

/** One text to embed, and how. */
export interface DecodedEmbed extends Omit<EmbedRequest, "inputs"> {
  text: string;
}

const embedFields = {
  content: "read",
  model: "read",
  outputDimensionality: "read",
  taskType: "read",
  title: "read",
  autoTruncate: "ignored",
  audioTrackExtraction: "no-effect", // of media, which are refused
  documentOcr: "no-effect",
  mimeType: "no-effect",
} satisfies Record<EmbedField, FieldDecision>;

/** The vendor's own bound. */
const mostRequests = 100;

/** Decodes the body of `:embedContent` for the model that the path names. */
export function decodeEmbed(
  object: JsonObject,
  model: string,
): { embed: DecodedEmbed; ignored: string[] } {
  const body = new Fields(withCamelKeys(object));
  return { embed: oneEmbed(body, model), ignored: body.unread() };
}

/** Decodes the body of `:batchEmbedContents`. */
export function decodeBatchEmbed(
  object: JsonObject,
  model: string,
): { embeds: DecodedEmbed[]; ignored: string[] } {
  const body = new Fields(withCamelKeys(object));
  const requests = body.objects("requests");
  if (requests.length === 0 || requests.length > mostRequests) {
    body.fail("requests", `1 to ${mostRequests} requests`);
  }
  const embeds = requests.map((request) => oneEmbed(request, model));
  return { embeds, ignored: [...new Set(body.unread().map(withoutIndex))] };
}

function oneEmbed(fields: Fields, model: string): DecodedEmbed {
  decideFields(fields, embedFields);
  const named = fields.optionalString("model")?.replace(/^models\//, "");
  if (named !== undefined && named !== model.replace(/^models\//, "")) {
    fields.fail("model", `the path's model, "${model}"`);
  }
  // Newer servers take the settings in an object of their own.
  const config = fields.optionalNested("embedContentConfig") ?? fields;
  if (config !== fields) decideFields(config, embedFields);
  const taskType = config.optionalString("taskType");
  return {
    model,
    text: textOf(fields.nested("content")),
    taskType: taskType === "TASK_TYPE_UNSPECIFIED" ? undefined : taskType,
    title: config.optionalString("title"),
    dimensions: config.optionalInteger("outputDimensionality", { min: 1 }),
  };
}

/** Texts of one content are one text, a line each. */
function textOf(content: Fields): string {
  content.raw("role");
  const text = content.objects("parts").map((fields) => {
    const part = decodePart(fields, "user");
    return part.type === "text"
      ? part.text
      : fields.fail("text", "a text; only texts are embedded");
  }).join("\n");
  return text.trim() === "" ? content.fail("parts", "a text that is not empty") : text;
}

/** A hundred requests have the same unknown field. */
function withoutIndex(path: string): string {
  return path.replace(/^requests\.\d+\./, "requests.");
}
