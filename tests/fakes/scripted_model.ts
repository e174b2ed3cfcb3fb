import { isJsonObject, type JsonObject } from "../../lib/core/json.ts";
import { type DirectedStep, jsonArguments, readDirectives } from "./directives.ts";
import { sampleOf } from "./schema_sample.ts";

/** A turn as the scripted model sees it, whatever protocol it came by. */
export interface ModelTurn {
  /** The user's text that the turn is about. */
  newestUserText: string;
  tools: ModelTool[];
  /** `any`: at least one tool must be called; a name: that one. */
  forced?: string;
  /** Asks for JSON; empty where any object will do. */
  outputSchema?: JsonObject;
  /** Assistant turns with calls since that user text. */
  callRounds: number;
  /** Results of the newest round of calls. */
  newestResults: { name: string; text: string }[];
}

export interface ModelTool {
  name: string;
  parameters?: JsonObject;
}

export interface ModelCall {
  name: string;
  args: JsonObject;
}

export interface ModelReply {
  /** An HTTP status to fail with. */
  error?: number;
  thoughts?: string;
  text?: string;
  calls?: ModelCall[];
}

/**
 * Answers as the user's text directs:
 * `[[tool:NAME ARGS]]` calls a declared tool, several side by side call in parallel; `[[next]]` parts successive rounds;
 * afterwards comes `TOOL_RESULT: ` with the newest results. `[[say:TEXT]]` says TEXT, `[[think]]` thinks before,
 * `[[error:N]]` fails with HTTP N. Without directives: a sample of the wanted schema, else `stub: ok`. A forced choice
 * that no directive meets is met with sampled arguments.
 */
export function respond(turn: ModelTurn): ModelReply {
  const { error, think, steps } = readDirectives(turn.newestUserText);
  if (error !== undefined) return { error };
  const thoughts = think === undefined ? {} : { thoughts: think || stubThoughts };
  const step = steps[turn.callRounds];
  const directed = directedCalls(step, turn.tools);
  const calls = meetsForce(directed, turn) ? directed : forcedCalls(turn, saidBy(steps));
  if (calls.length) {
    const text = turn.outputSchema || calls !== directed ? undefined : step?.say;
    return { ...thoughts, ...(text !== undefined && { text }), calls };
  }
  return { ...thoughts, text: closingText(turn, steps, step) };
}

/** What is said once there is nothing more to call. */
function closingText(turn: ModelTurn, steps: DirectedStep[], step?: DirectedStep): string {
  const results = turn.newestResults.map(({ text }) => text).join(" | ");
  const told = turn.callRounds > 0 ? `TOOL_RESULT: ${results}` : undefined;
  if (turn.outputSchema) {
    return jsonText(turn.outputSchema, step?.say ?? saidBy(steps) ?? told ?? "stub");
  }
  return step?.say ?? told ?? "stub: ok";
}

function jsonText(schema: JsonObject, word: string): string {
  const { type, ...rest } = schema;
  const anyObject = Object.keys(rest).length === 0 && /^(object|undefined)$/i.test(String(type));
  return JSON.stringify(anyObject ? { answer: word } : sampleOf(schema, word));
}

function directedCalls(step: DirectedStep | undefined, tools: ModelTool[]): ModelCall[] {
  return (step?.calls ?? []).flatMap(({ name, args }) => {
    const tool = tools.find((declared) => declared.name === name);
    return tool ? [{ name, args: callArguments(args, tool) }] : [];
  });
}

function callArguments(args: string, tool: ModelTool): JsonObject {
  if (!args) return {};
  const json = jsonArguments(args);
  if (isJsonObject(json)) return json;
  const raw = typeof json === "string" ? json : args;
  return { [onlyStringProperty(tool.parameters) ?? "input"]: raw };
}

/** The name of a schema's string property, if it has just one. */
function onlyStringProperty(schema: JsonObject | undefined): string | undefined {
  const properties = isJsonObject(schema?.properties) ? schema.properties : {};
  const names = Object.entries(properties).filter(([, property]) =>
    isJsonObject(property) && String(property.type).toLowerCase() === "string"
  ).map(([name]) => name);
  return names.length === 1 ? names[0] : undefined;
}

function meetsForce(calls: ModelCall[], { forced }: ModelTurn): boolean {
  if (!forced) return true;
  return forced === "any" ? calls.length > 0 : calls.some(({ name }) => name === forced);
}

function forcedCalls({ forced, tools }: ModelTurn, word = "stub"): ModelCall[] {
  const tool = forced === "any" ? tools[0] : tools.find(({ name }) => name === forced);
  if (!tool) return [];
  const args = sampleOf({ type: "object", ...tool.parameters }, word);
  return [{ name: tool.name, args: isJsonObject(args) ? args : {} }];
}

function saidBy(steps: DirectedStep[]): string | undefined {
  return steps.find(({ say }) => say !== undefined)?.say;
}

const stubThoughts = "**Considering the request**\n\nThe directive says what to answer.";
