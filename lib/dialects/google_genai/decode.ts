import { Fields } from "../../core/fields.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Message, TextPart } from "../../core/message.ts";
import { withCamelKeys } from "./camel_keys.ts";
import { decodeContents, withContentShapes } from "./contents.ts";
import { decideFields, neededFields } from "./field_decisions.ts";
import { decodeGenerationConfig } from "./generation_config.ts";
import { decodePart } from "./parts.ts";
import { bodyAdvice, bodyFields } from "./request_fields.ts";
import { decodeTools } from "./tools.ts";

export interface DecodedGenai {
  request: GenerateRequest;
  /** Paths of fields that change nothing here. */
  ignored: string[];
  /** The answer is one bare word of an enum (`text/x.enum`), not JSON. */
  bareEnum: boolean;
}

/**
 * Decodes the body of `:generateContent`, `:streamGenerateContent`, or `:countTokens` (which may hold it at a path) for
 * the model that the path names. Throws `invalid-request` or `unsupported`, naming the field.
 */
export function decodeGenerate(object: JsonObject, model: string, path?: string): DecodedGenai {
  const body = new Fields(withContentShapes(withCamelKeys(object)), path);
  const bodyExtras = decideFields(body, bodyFields);
  const tools = decodeTools(body);
  const config = decodeGenerationConfig(body);
  const fields: JsonObject = {
    ...bodyExtras,
    ...(tools.extras.length > 0 && { tools: tools.extras }),
    ...ifAny("toolConfig", tools.configExtras),
    ...ifAny("generationConfig", config.extras),
  };
  const request: GenerateRequest = {
    model,
    messages: [...systemMessages(body), ...decodeContents(body)],
    tools: tools.tools,
    toolChoice: tools.choice,
    parallelToolCalls: true,
    webSearch: tools.webSearch,
    output: config.output,
    reasoning: config.reasoning,
    sampling: config.sampling,
    stop: config.stop,
    outputMedia: config.outputMedia,
  };
  const needed = { ...neededFields(body, bodyFields, bodyAdvice), ...config.needed };
  if (Object.keys(fields).length > 0) {
    request.extras = { family: "google-genai", fields, ...ifAny("needed", needed) };
  }
  return { request, ignored: body.unread(), bareEnum: config.bareEnum };
}

function ifAny<K extends string, T extends object>(key: K, object: T): { [key in K]?: T } {
  return Object.keys(object).length > 0 ? { [key]: object } as { [key in K]: T } : {};
}

function systemMessages(body: Fields): Message[] {
  const instruction = body.optionalNested("systemInstruction");
  if (!instruction) return [];
  instruction.raw("role"); // clients write anything here
  const parts = instruction.objects("parts").map((fields): TextPart => {
    const part = decodePart(fields, "user");
    return part.type === "text" ? part : fields.fail("text", "a string; only text can instruct");
  }).filter((part) => part.text !== "");
  return parts.length > 0 ? [{ role: "system", parts }] : [];
}
