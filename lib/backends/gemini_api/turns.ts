import type { MediaPart, Message, TextPart, ToolResultPart } from "../../core/message.ts";

type AssistantPart = Extract<Message, { role: "assistant" }>["parts"][number];

/** A conversation as the API wants it: users and model take turns. */
export type Turn =
  | { role: "model"; parts: AssistantPart[] }
  | { role: "user"; parts: (TextPart | MediaPart)[]; results: ToolResultPart[] };

/** Neighbouring messages of one side are one turn. What the system says stands outside of the turns. */
export function turnsOf(messages: readonly Message[]): { system: string; turns: Turn[] } {
  const system: string[] = [];
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.role === "system") {
      system.push(...message.parts.map(({ text }) => text).filter(Boolean));
    } else if (message.role === "assistant") {
      modelTurn(turns).parts.push(...message.parts.filter(saysSomething));
    } else {
      const turn = userTurn(turns);
      for (const part of message.parts) {
        if (part.type === "tool-result") turn.results.push(part);
        else if (saysSomething(part)) turn.parts.push(part);
      }
    }
  }
  // An assistant's message without content leaves two users' turns side by side.
  return { system: system.join("\n\n"), turns: joined(turns) };
}

function modelTurn(turns: Turn[]): Extract<Turn, { role: "model" }> {
  const last = turns.at(-1);
  if (last?.role === "model") return last;
  const turn = { role: "model", parts: [] } satisfies Turn;
  turns.push(turn);
  return turn;
}

function userTurn(turns: Turn[]): Extract<Turn, { role: "user" }> {
  const last = turns.at(-1);
  if (last?.role === "user") return last;
  const turn = { role: "user", parts: [], results: [] } satisfies Turn;
  turns.push(turn);
  return turn;
}

/** The API refuses empty texts, unless they carry a signature. Thoughts without one mean nothing to it. */
function saysSomething(part: AssistantPart): boolean {
  if (part.type === "reasoning") return Boolean(part.signature);
  return part.type !== "text" || part.text !== "" || Boolean(part.signature);
}

function joined(turns: readonly Turn[]): Turn[] {
  const result: Turn[] = [];
  for (const turn of turns) {
    if (turn.role === "model") {
      if (turn.parts.length > 0) modelTurn(result).parts.push(...turn.parts);
      continue;
    }
    const open = userTurn(result);
    open.parts.push(...turn.parts);
    open.results.push(...turn.results);
  }
  return result;
}
