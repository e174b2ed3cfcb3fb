import { isJsonObject, type JsonObject, tryParseJson } from "../../core/json.ts";
import type { ReasoningPart, TextPart, ToolCallPart } from "../../core/message.ts";
import { type FetchedFiles, mediaPart } from "./client_media.ts";
import { orphanParts, resultParts } from "./function_responses.ts";
import type { ModelTraits } from "./model_traits.ts";
import { ResultMatcher } from "./result_matcher.ts";
import type { SignedCall } from "./signature_cache.ts";
import type { Turn } from "./turns.ts";
import type { ApiContent, ApiPart } from "./wire.ts";

export interface ContentsOptions {
  traits: ModelTraits;
  files: FetchedFiles;
  /** The signature that came with a call, as far as it is remembered. */
  rememberedSignature(call: SignedCall): string | undefined;
  /** The API refused the signatures of this conversation: send none but the stand-in. */
  withoutSignatures: boolean;
}

/** Stands in for a lost signature. Source: the API's guide "Thought signatures". */
export const signatureStandIn = "skip_thought_signature_validator";

/**
 * The turns as `contents`, repaired where the API is stricter than clients are: it begins with the user, each model
 * content with calls is followed by as many responses in the same order, a call nobody answered gets a response that
 * says so, a result without a call is told as text, and an empty user's turn is a blank.
 */
export function apiContents(turns: readonly Turn[], options: ContentsOptions): ApiContent[] {
  const results = new ResultMatcher(turns);
  const currentTurn = turns.findLastIndex((turn) =>
    turn.role === "user" && turn.results.length === 0
  );
  const contents: ApiContent[] = [];
  let responses: ApiPart[] = [];
  for (const [index, turn] of turns.entries()) {
    if (turn.role === "user") {
      const orphans = turn.results.filter((result) => !results.isClaimed(result));
      const parts = [
        ...responses,
        ...orphans.flatMap((result) => orphanParts(result, options.files)),
        ...userParts(turn.parts, options.files),
      ];
      contents.push({ role: "user", parts: parts.length > 0 ? parts : [blank] });
      responses = [];
      continue;
    }
    if (contents.length === 0) contents.push({ role: "user", parts: [blank] });
    const calls = withIds(turn.parts.filter((part) => part.type === "tool-call"), index);
    const parts = modelParts(turn, calls, index > currentTurn, options);
    // Nothing may be left of what was only signed, once no signatures are sent.
    contents.push({ role: "model", parts: parts.length > 0 ? parts : [blank] });
    responses = resultParts(
      calls.map((call) => ({ call, result: results.claim(call.asSent, index) })),
      options,
    );
  }
  return ended(contents, responses, options.traits);
}

/** A text that says nothing, where the API wants one that is not empty. */
const blank: ApiPart = { text: " " };

/** Newer models refuse a conversation that ends with their own words, so they are asked to go on. */
function ended(contents: ApiContent[], responses: ApiPart[], traits: ModelTraits): ApiContent[] {
  if (responses.length > 0) return [...contents, { role: "user", parts: responses }];
  if (contents.length === 0) return [{ role: "user", parts: [blank] }];
  if (contents.at(-1)!.role === "user" || traits.endsWithModel) return contents;
  const goOn = { text: "Go on exactly where your last message ends, and do not repeat it." };
  return [...contents, { role: "user", parts: [goOn] }];
}

export interface IdentifiedCall {
  id: string;
  name: string;
  asSent: ToolCallPart;
}

/** Calls and their responses carry ids, which newer models compare; who has none gets one. */
function withIds(calls: readonly ToolCallPart[], turn: number): IdentifiedCall[] {
  return calls.map((asSent, index) => ({
    id: asSent.id || `call_${turn}_${index}`,
    name: asSent.name,
    asSent,
  }));
}

function modelParts(
  turn: Extract<Turn, { role: "model" }>,
  calls: readonly IdentifiedCall[],
  current: boolean,
  options: ContentsOptions,
): ApiPart[] {
  let nextCall = 0;
  return turn.parts.flatMap((part): ApiPart[] => {
    switch (part.type) {
      case "text":
      case "reasoning":
        return spokenPart(part, options);
      case "media":
        return [{ ...mediaPart(part, options.files), ...signed(part.signature, options) }];
      case "tool-call": {
        const signature = callSignature(part, { first: nextCall === 0, current, ...options });
        return [{ functionCall: functionCall(calls[nextCall++]!), ...signature }];
      }
    }
  });
}

function spokenPart(part: TextPart | ReasoningPart, options: ContentsOptions): ApiPart[] {
  const signature = signed(part.signature, options);
  if (!signature && (part.text === "" || part.type === "reasoning")) return [];
  const thought = part.type === "reasoning" ? { thought: true } : {};
  return [{ text: part.text, ...thought, ...signature }];
}

function functionCall({ id, name, asSent }: IdentifiedCall): ApiPart["functionCall"] {
  return { id, name, args: argumentsObject(asSent.arguments) };
}

/** What is no JSON object is handed back as it was, under a key that says what it is. */
function argumentsObject(text: string): JsonObject {
  const value = tryParseJson(text || "{}");
  return isJsonObject(value) ? value : { arguments: text };
}

/** Of parallel calls only the first carries a signature; it is demanded within the current turn. */
function callSignature(
  call: ToolCallPart,
  options: ContentsOptions & { first: boolean; current: boolean },
): { thoughtSignature: string } | undefined {
  const own = signed(call.signature, options);
  if (own || !options.first) return own;
  const remembered = options.withoutSignatures ? undefined : options.rememberedSignature(call);
  if (remembered) return { thoughtSignature: remembered };
  return options.current && options.traits.demandsSignatures
    ? { thoughtSignature: signatureStandIn }
    : undefined;
}

function signed(
  signature: string | undefined,
  { withoutSignatures }: ContentsOptions,
): { thoughtSignature: string } | undefined {
  return signature && !withoutSignatures ? { thoughtSignature: signature } : undefined;
}

function userParts(
  parts: Extract<Turn, { role: "user" }>["parts"],
  files: FetchedFiles,
): ApiPart[] {
  return parts.flatMap((part): ApiPart[] => {
    if (part.type === "text") return [{ text: part.text }];
    // The API has no place for a file's name, which is often what the user's text speaks of.
    const named = part.name ? [{ text: `File ${JSON.stringify(part.name)}:` }] : [];
    return [...named, mediaPart(part, files)];
  });
}
