import { HeldCalls } from "../core/held_calls.ts";
import { GatewayError } from "../core/gateway_error.ts";
import type { FinishEvent, GenerateEvent, Usage } from "../core/generate_event.ts";
import type { GenerateRequest } from "../core/generate_request.ts";
import type { Tool } from "../core/tool.ts";
import { CallReader, type CallReaderOptions } from "./call_reader.ts";
import type { Ask, Events } from "./filter.ts";
import { joinedUsage } from "./joined_usage.ts";
import { mustCall } from "./tool_words.ts";

export interface ToolCallOptions {
  request: GenerateRequest;
  /** The tools on offer. */
  tools: readonly Tool[];
  callId: () => string;
  usage: () => Usage;
}

/**
 * Turns the blocks of an answer into calls. A faulty block, or a call that had to be made and was not, is asked for once
 * more. If the client has nothing of the first answer yet, the second takes its place; else only the calls of the second
 * are added. What is still faulty then stays text, unless it is a call that lacks nothing but a field: agents' tools tell
 * the model so, and it mends the call. A call that had to be made and was not is an error.
 */
export function toolCalls(ask: Ask, options: ToolCallOptions): Ask {
  return (fault) => called(ask, { ...options, fault });
}

/** The same events, but calls wait for the end. */
export async function* callsLast(stream: Events): Events {
  const calls = new HeldCalls();
  for await (const batch of stream) {
    const events = calls.release(batch);
    if (events.length > 0) yield events;
  }
}

type Run = ToolCallOptions & { fault?: string };

async function* called(ask: Ask, run: Run): Events {
  const { request, fault } = run;
  const required = request.toolChoice.mode === "required";
  const first = reader(run, { holdText: required });
  yield* read(ask(fault), first);
  if (!first.finish) return;
  const missing = required && first.made.size === 0 && first.finish.reason === "stop";
  const faulty = first.faults.length > 0 && first.finish.reason === "stop";
  if (fault === undefined && (faulty || missing)) return yield* repaired(ask, first, run);
  yield [...first.rest(true), ending(first)];
}

/** Asks once more and puts the two answers together. */
async function* repaired(ask: Ask, first: CallReader, run: Run): Events {
  const { request } = run;
  const inPlace = !first.sent;
  const required = request.toolChoice.mode === "required" && inPlace;
  const second = reader(run, { holdText: required, dropText: !inPlace, made: first.made });
  for await (const batch of read(ask(faultWords(request, first)), second)) {
    const events: GenerateEvent[] = batch.filter((event) => event.type !== "start");
    if (!inPlace && second.made.size > 0) events.unshift(...first.rest(false));
    if (events.length > 0) yield events;
  }
  if (!second.finish) return;
  const rest = second.rest(true);
  if (required && second.made.size === 0 && second.finish.reason === "stop") {
    rest.splice(0, Infinity, ...first.rest(true));
    if (first.made.size === 0) throw notCalled(request);
  }
  const mended = second.made.size > 0 || (inPlace && (second.sent || rest.length > 0));
  if (!mended || !inPlace) rest.unshift(...first.rest(!mended));
  yield [...rest, ending(first, second)];
}

function reader(run: Run, options: Pick<CallReaderOptions, "holdText" | "dropText" | "made">) {
  const { tools, callId, usage, request } = run;
  return new CallReader({ tools, callId, usage, single: !request.parallelToolCalls, ...options });
}

/** Reads an answer to its end; what a reader keeps is not in it. */
async function* read(stream: Events, reader: CallReader): Events {
  for await (const batch of stream) {
    const events = reader.push(batch);
    if (events.length > 0) yield events;
    if (reader.finish) return;
  }
}

function ending(first: CallReader, second?: CallReader): FinishEvent {
  const last = second?.finish ?? first.finish!;
  const called = first.made.size + (second?.made.size ?? 0) > 0;
  return {
    ...last,
    reason: called ? "tool-calls" : last.reason,
    usage: second ? joinedUsage(first.finish!.usage, second.finish!.usage) : last.usage,
  };
}

/** More are not quoted: the model has to write the turn again anyway. */
const mostFaults = 5;

function faultWords(request: GenerateRequest, first: CallReader): string {
  if (first.faults.length === 0) {
    return `The first answer to this turn called no tool. It ${mustCall(request)} to be complete.`;
  }
  const paragraphs = first.faults.slice(0, mostFaults).map(({ reason, raw }) =>
    `A tool_call block of the first answer to this turn could not be read, because ${reason}:\n\n${
      quoted(raw)
    }`
  );
  paragraphs.push("Please write all of it again, as complete tool_call blocks with valid JSON.");
  if (first.made.size > 0) paragraphs.push("The other calls of that answer are already running.");
  return paragraphs.join("\n\n");
}

/** A block in a fence that is longer than its own. */
function quoted(raw: string): string {
  const most = 1500;
  const shown = raw.length > most ? `${raw.slice(0, most)}\n(cut)` : raw.trimEnd();
  const longest = Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
}

function notCalled(request: GenerateRequest): GatewayError {
  return new GatewayError(
    "upstream",
    `The model made no valid call of a tool, though the request says that it ${
      mustCall(request)
    }; ` +
      "try again, or leave the choice to the model (auto).",
    { code: "tool_call_missing" },
  );
}
