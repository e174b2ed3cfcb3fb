import type { Generate } from "../../core/backend.ts";
import type { GenerateEvent } from "../../core/generate_event.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import type { Message } from "../../core/message.ts";

/** What the API takes as a function's name. Source: the API's reference, `FunctionDeclaration.name`. */
const accepted = /^[a-zA-Z_][\w.:-]{0,127}$/;

/** Longest name that stands in for another; every model takes it. */
const longestStandIn = 64;

/**
 * The request with names of functions that the API takes, and the way back. Other vendors take more (a leading digit,
 * a slash), and MCP servers use that. `undefined` where every name is fine.
 */
export function standInNames(
  request: GenerateRequest,
): { request: GenerateRequest; original: (name: string) => string } | undefined {
  const used = namesOf(request);
  const refused = [...used].filter((name) => !accepted.test(name));
  if (refused.length === 0) return undefined;
  const standIns = new Map<string, string>();
  let taken = 1;
  for (const name of refused) {
    const plain = name.replace(/[^\w.:-]/g, "_").replace(/^(?![a-zA-Z_])/, "_");
    let standIn = plain.slice(0, longestStandIn);
    while (used.has(standIn)) {
      const end = `_${++taken}`;
      standIn = plain.slice(0, longestStandIn - end.length) + end;
    }
    used.add(standIn);
    standIns.set(name, standIn);
  }
  const originals = new Map([...standIns].map(([name, standIn]) => [standIn, name]));
  return {
    request: renamed(request, (name) => standIns.get(name) ?? name),
    original: (name) => originals.get(name) ?? name,
  };
}

/** Generates under names that the API takes, and tells of calls under the client's. */
export function withStandInNames(generate: Generate): Generate {
  return (request, context) => {
    const names = standInNames(request);
    if (!names) return generate(request, context);
    return withOriginals(generate(names.request, context), names.original);
  };
}

async function* withOriginals(
  batches: AsyncIterable<readonly GenerateEvent[]>,
  original: (name: string) => string,
): AsyncGenerator<readonly GenerateEvent[]> {
  for await (const batch of batches) {
    yield batch.map((event) =>
      event.type === "tool-call-start" ? { ...event, name: original(event.name) } : event
    );
  }
}

function namesOf({ tools, messages }: GenerateRequest): Set<string> {
  const names = new Set(tools.map(({ name }) => name));
  for (const { parts } of messages) {
    for (const part of parts) {
      if (part.type === "tool-call" || (part.type === "tool-result" && part.name)) {
        names.add(part.name!);
      }
    }
  }
  return names;
}

function renamed(request: GenerateRequest, nameOf: (name: string) => string): GenerateRequest {
  const { tools, toolChoice, messages } = request;
  return {
    ...request,
    tools: tools.map((tool) => ({ ...tool, name: nameOf(tool.name) })),
    toolChoice: { ...toolChoice, allowed: toolChoice.allowed?.map(nameOf) },
    messages: messages.map((message) => renamedMessage(message, nameOf)),
  };
}

function renamedMessage(message: Message, nameOf: (name: string) => string): Message {
  if (message.role === "assistant") {
    const parts = message.parts.map((part) =>
      part.type === "tool-call" ? { ...part, name: nameOf(part.name) } : part
    );
    return { ...message, parts };
  }
  if (message.role !== "tool") return message;
  const parts = message.parts.map((part) =>
    part.name ? { ...part, name: nameOf(part.name) } : part
  );
  return { ...message, parts };
}
