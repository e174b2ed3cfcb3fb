import { GatewayError } from "../../core/gateway_error.ts";
import type { GenerateRequest } from "../../core/generate_request.ts";
import { promptBytes } from "./prompt_bytes.ts";

/** The prompt of a request, which is one user message of text. Throws where Gemini's web app could not take it. */
export function promptOf({ messages }: GenerateRequest): string {
  const [message] = messages;
  if (messages.length !== 1 || message?.role !== "user") {
    throw new GatewayError("internal", "Cannot ask Gemini's web app: expected one user message.");
  }
  const texts = message.parts.map((part) => {
    if (part.type === "text") return part.text;
    throw new GatewayError(
      "unsupported",
      "The Gemini web app takes no pictures or files here: use the official API (a model name with api/ before it), " +
        "or send text only.",
      { code: "media_unsupported", param: part.type === "media" && part.path || "messages" },
    );
  });
  const prompt = texts.join("\n\n");
  // A UTF-16 unit has three bytes at most.
  if (prompt.length * 3 <= promptBytes) return prompt;
  const bytes = new TextEncoder().encode(prompt).length;
  if (bytes <= promptBytes) return prompt;
  throw new GatewayError(
    "invalid-request",
    `The conversation is too long for the Gemini web app: it has ${bytes} bytes as UTF-8, and Google reads ` +
      `${promptBytes} at most. Shorten it, or use the official API.`,
    { code: "context_length_exceeded", param: "messages" },
  );
}
