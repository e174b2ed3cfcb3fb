import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  tryParseJson,
} from "../../lib/core/json.ts";
import { bearsDirective, jsonEnd } from "./directives.ts";
import type { ModelReply, ModelTool, ModelTurn } from "./scripted_model.ts";

/** One part of a transcript: what stands under a header. */
export interface PromptSection {
  kind: "system" | "tools" | "output" | "user" | "assistant" | "tool-result" | "reminder";
  /** The tool's name, in a result. */
  name?: string;
  callId?: string;
  text: string;
}

/** A prompt that breaks the notation. */
export class PromptError extends Error {}

/** Reads a prompt of the web app as the conversation that it words; throws where that breaks the notation. */
export function readWebPrompt(prompt: string): ModelTurn {
  const sections = promptSections(prompt);
  const current = currentTurn(sections);
  const tools = sections.filter(({ kind }) => kind === "tools").flatMap(({ text }) =>
    readTools(text)
  );
  const output = sections.findLast(({ kind }) => kind === "output");
  const reminders = sections.filter(({ kind }) => kind === "reminder").map(({ text }) => text);
  return {
    newestUserText: current.text,
    tools,
    forced: forcedChoice(reminders.at(-1) ?? "", tools),
    outputSchema: output && readSchema(output.text),
    ...rounds(current.after),
  };
}

/**
 * A reply in the notation of the transcript: calls are fenced blocks. `json`: the text is JSON, and stands in a fence as
 * the web app likes to put it.
 */
export function webText({ text, calls = [] }: ModelReply, json = false): string {
  const said = json && text !== undefined ? `\`\`\`json\n${text}\n\`\`\`` : text;
  const blocks = calls.map(({ name, args }) =>
    `\`\`\`tool_call\n${JSON.stringify({ name, arguments: args })}\n\`\`\``
  );
  return [said, ...blocks].filter((part) => part !== undefined).join("\n\n");
}

/** A transcript's sections. A prompt that does not begin with a header is one user's bare text. */
export function promptSections(prompt: string): PromptSection[] {
  const lines = prompt.split("\n");
  if (!readHeader(lines[0] ?? "")) return [{ kind: "user", text: prompt }];
  const sections: { section: PromptSection; lines: string[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const header = index === 0 || lines[index - 1] === "" ? readHeader(line) : undefined;
    if (header) sections.push({ section: header, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ section, lines }) => ({
    ...section,
    text: lines.join("\n").replace(/^\n+|\n+$/g, ""),
  }));
}

/** Calls in an assistant's text: fenced blocks with the info string `tool_call`. */
export function fencedCalls(text: string): { name: string; args: JsonObject }[] {
  const blocks = text.matchAll(/^(`{3,})tool_call[ \t]*\n([\s\S]*?)\n\1`*[ \t]*$/gm);
  return [...blocks].flatMap(([, , body = ""]) => {
    const call = tryParseJson(body);
    if (!isJsonObject(call) || typeof call.name !== "string") return [];
    return [{ name: call.name, args: isJsonObject(call.arguments) ? call.arguments : {} }];
  });
}

function readHeader(line: string): PromptSection | undefined {
  const plain = plainHeaders.get(line);
  if (plain) return { kind: plain, text: "" };
  const result = line.match(/^\[Tool result: (\S+)(?: (\S*))?\]$/);
  return result ? { kind: "tool-result", name: result[1], callId: result[2], text: "" } : undefined;
}

const plainHeaders = new Map<string, PromptSection["kind"]>([
  ["[System]", "system"],
  ["[Tools]", "tools"],
  ["[Output]", "output"],
  ["[User]", "user"],
  ["[Assistant]", "assistant"],
  ["[Reminder]", "reminder"],
]);

/** The user's text that the turn is about, and what came after it. */
interface CurrentTurn {
  text: string;
  after: PromptSection[];
}

/**
 * The turn begins behind the newest answer that called nothing. Of the user's texts since then the newest with a
 * directive counts, so that neither notes that a client adds after the results nor directives of earlier turns do.
 */
function currentTurn(sections: PromptSection[]): CurrentTurn {
  const dialog = sections.filter(({ kind }) =>
    kind === "user" || kind === "assistant" || kind === "tool-result"
  );
  const answered = dialog.findLastIndex((section, index) =>
    section.kind === "assistant" && dialog[index + 1]?.kind === "user" &&
    !fencedCalls(section.text).length
  );
  const turn = dialog.slice(answered + 1);
  const isUser = ({ kind }: PromptSection) => kind === "user";
  const directing = turn.findLastIndex((part) => isUser(part) && bearsDirective(part.text));
  const text = directing >= 0 ? turn[directing]?.text : turn.findLast(isUser)?.text;
  return { text: text ?? "", after: turn.slice(Math.max(0, directing)) };
}

function rounds(after: PromptSection[]): Pick<ModelTurn, "callRounds" | "newestResults"> {
  let callRounds = 0;
  let newestResults: ModelTurn["newestResults"] = [];
  let calling = false;
  for (const { kind, name = "", text } of after) {
    if (kind === "tool-result") newestResults.push({ name, text });
    if (kind !== "assistant") calling = false;
    else if (!calling && fencedCalls(text).length) {
      // Calls of one round may stand in several sections, as long as nothing came between.
      callRounds++;
      newestResults = [];
      calling = true;
    }
  }
  return { callRounds, newestResults };
}

function readTools(text: string): ModelTool[] {
  const list = jsonValues(text, "[").find((value) => Array.isArray(value) && value.length > 0);
  if (!Array.isArray(list)) throw new PromptError("the prompt's [Tools] hold no JSON array");
  return list.filter(isJsonObject).map(({ name, parameters }) => ({
    name: String(name),
    parameters: isJsonObject(parameters) ? parameters : undefined,
  }));
}

/** The largest JSON object of a text; empty where it holds none. */
function readSchema(text: string): JsonObject {
  if (!/json/i.test(text)) throw new PromptError("the prompt's [Output] does not say JSON");
  const sizes = jsonValues(text, "{").filter(isJsonObject)
    .map((schema) => ({ schema, size: JSON.stringify(schema).length }));
  return sizes.sort((a, b) => b.size - a.size)[0]?.schema ?? {};
}

/** The JSON objects or arrays in a text, outermost ones only. */
function jsonValues(text: string, opening: "{" | "["): JsonValue[] {
  const values: JsonValue[] = [];
  for (let start = text.indexOf(opening); start >= 0; start = text.indexOf(opening, start)) {
    const end = jsonEnd(text, start);
    const value = end === undefined ? undefined : tryParseJson(text.slice(start, end));
    if (value !== undefined) values.push(value);
    start = value === undefined || end === undefined ? start + 1 : end;
  }
  return values;
}

function forcedChoice(reminder: string, tools: ModelTool[]): string | undefined {
  if (reminder.includes("must call at least one tool")) return "any";
  const named = reminder.match(/must call [`"']?([\w.:/-]+)/)?.[1];
  const names = tools.map(({ name }) => name);
  return names.find((name) => name === named) ??
    names.find((name) => name === named?.replace(/[.:]+$/, ""));
}
