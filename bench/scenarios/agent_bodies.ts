/** The bodies of agents' requests: some 15 tools with long descriptions, and a conversation of calls and results. */
export interface AgentBodies {
  chat: Record<string, unknown>;
  responses: Record<string, unknown>;
  genai: Record<string, unknown>;
  anthropic: Record<string, unknown>;
}

/** As many turns as asked for: user, call, result and answer in rotation, each of about `length` characters. */
export function agentBodies(turns: number, length = 200): AgentBodies {
  const tools = Array.from({ length: 15 }, (_, i) => ({
    name: `tool_${i}`,
    description: `Does the thing number ${i}. ${sentence.repeat(6)}`,
    schema: {
      type: "object",
      properties: Object.fromEntries(
        ["path", "content", "limit"].map((
          name,
        ) => [name, { type: "string", description: sentence }]),
      ),
      required: ["path"],
    },
  }));
  const steps = Array.from({ length: turns }, (_, i) => ({
    kind: (["user", "call", "result", "answer"] as const)[i % 4]!,
    id: `call_${i - (i % 4)}`,
    text: textOf(length, i),
  }));
  const model = "gemini-3.5-flash";
  return {
    chat: {
      model,
      stream: true,
      messages: [{ role: "system", content: textOf(2000, 0) }, ...steps.map(chatMessage)],
      tools: tools.map(({ name, description, schema }) => ({
        type: "function",
        function: { name, description, parameters: schema },
      })),
    },
    responses: {
      model,
      stream: true,
      store: false,
      instructions: textOf(2000, 0),
      input: steps.map(responsesItem),
      tools: tools.map(({ name, description, schema }) => ({
        type: "function",
        name,
        description,
        parameters: schema,
        strict: false,
      })),
    },
    genai: {
      systemInstruction: { parts: [{ text: textOf(2000, 0) }] },
      contents: steps.map(genaiContent),
      tools: [{
        functionDeclarations: tools.map(({ name, description, schema }) => ({
          name,
          description,
          parametersJsonSchema: schema,
        })),
      }],
    },
    anthropic: {
      model,
      stream: true,
      max_tokens: 32_000,
      system: [{ type: "text", text: textOf(2000, 0) }],
      messages: steps.map(anthropicMessage),
      tools: tools.map(({ name, description, schema }) => ({
        name,
        description,
        input_schema: schema,
      })),
    },
  };
}

interface Step {
  kind: "user" | "call" | "result" | "answer";
  id: string;
  text: string;
}

const sentence = 'Use it when the user asks for it, and say "why" before. ';

function textOf(length: number, seed: number): string {
  return `${seed} ${sentence}\n`.repeat(Math.ceil(length / sentence.length)).slice(0, length);
}

function chatMessage({ kind, id, text }: Step) {
  if (kind === "result") return { role: "tool", tool_call_id: id, content: text };
  if (kind !== "call") return { role: kind === "user" ? "user" : "assistant", content: text };
  const call = { name: "tool_1", arguments: JSON.stringify({ path: text }) };
  return {
    role: "assistant",
    content: null,
    tool_calls: [{ id, type: "function", function: call }],
  };
}

function responsesItem({ kind, id, text }: Step) {
  if (kind === "result") return { type: "function_call_output", call_id: id, output: text };
  if (kind === "call") {
    const args = JSON.stringify({ path: text });
    return { type: "function_call", call_id: id, name: "tool_1", arguments: args };
  }
  const [role, type] = kind === "user" ? ["user", "input_text"] : ["assistant", "output_text"];
  return { type: "message", role, content: [{ type, text }] };
}

function genaiContent({ kind, id, text }: Step) {
  if (kind === "result") {
    const functionResponse = { id, name: "tool_1", response: { output: text } };
    return { role: "user", parts: [{ functionResponse }] };
  }
  if (kind === "call") {
    return {
      role: "model",
      parts: [{ functionCall: { id, name: "tool_1", args: { path: text } } }],
    };
  }
  return { role: kind === "user" ? "user" : "model", parts: [{ text }] };
}

function anthropicMessage({ kind, id, text }: Step) {
  if (kind === "result") {
    return { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: text }] };
  }
  if (kind === "call") {
    const call = { type: "tool_use", id, name: "tool_1", input: { path: text } };
    return { role: "assistant", content: [call] };
  }
  return { role: kind === "user" ? "user" : "assistant", content: [{ type: "text", text }] };
}
