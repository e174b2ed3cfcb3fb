import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { MediaPart, ToolResultPart } from "../../core/message.ts";
import { type FetchedFiles, mediaPart } from "./client_media.ts";
import type { IdentifiedCall } from "./contents.ts";
import type { ModelTraits } from "./model_traits.ts";
import type { ApiBlob, ApiPart } from "./wire.ts";

/**
 * One response for each call of a model's content, in the calls' order; behind them the files that responses cannot
 * hold, each said to whom it belongs.
 */
export function resultParts(
  answered: readonly { call: IdentifiedCall; result?: ToolResultPart }[],
  options: { traits: ModelTraits; files: FetchedFiles },
): ApiPart[] {
  const behind: ApiPart[] = [];
  const responses = answered.map(({ call, result }): ApiPart => {
    const inside: { inlineData: ApiBlob }[] = [];
    const outside: ApiPart[] = [];
    for (const part of mediaOf(result)) {
      const file = mediaPart(part, options.files);
      const { inlineData } = file;
      if (!options.traits.mediaInResults || !inlineData || !fitsInside(inlineData)) {
        outside.push(file);
        continue;
      }
      // The client's own object may speak of it: {"$ref": "NAME"}.
      const name = part.name && isJsonObject(result?.value) ? { displayName: part.name } : {};
      inside.push({ inlineData: { ...inlineData, ...name } });
    }
    if (outside.length > 0) {
      behind.push({ text: `Files in the result of ${call.name} (${call.id}):` }, ...outside);
    }
    return {
      functionResponse: {
        id: call.id,
        name: call.name,
        response: result ? responseObject(result) : { error: "The tool gave no result." },
        ...(inside.length > 0 && { parts: inside }),
      },
    };
  });
  return [...responses, ...behind];
}

/** A result whose call is not in the conversation, as clients leave it when they shorten one. */
export function orphanParts(result: ToolResultPart, files: FetchedFiles): ApiPart[] {
  const owner = [result.name, result.callId && `(${result.callId})`].filter(Boolean).join(" ");
  const text = `Result of an earlier call of the tool ${owner}:\n${
    JSON.stringify(responseObject(result))
  }`;
  return [{ text }, ...mediaOf(result).map((part) => mediaPart(part, files))];
}

/** The client's own object, or the text under the key that the API documents for it. */
function responseObject(result: ToolResultPart): JsonObject {
  const { value, isError } = result;
  if (isJsonObject(value)) return value;
  const text = result.parts.flatMap((part) => part.type === "text" ? [part.text] : []).join("\n");
  if (isError) return { error: value ?? text };
  return value === undefined ? { output: text } : { result: value };
}

function mediaOf(result: ToolResultPart | undefined): MediaPart[] {
  return (result?.parts ?? []).filter((part): part is MediaPart => part.type === "media");
}

/** Source: the API's guide "Function calling", on multimodal function responses. */
function fitsInside({ mimeType }: ApiBlob): boolean {
  return ["image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain"].includes(
    mimeType,
  );
}
