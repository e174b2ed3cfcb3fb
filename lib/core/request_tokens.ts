import type { GenerateRequest } from "./generate_request.ts";
import type { Message } from "./message.ts";
import { TokenEstimate } from "./token_estimate.ts";

/** What one picture costs with Gemini models, up to 384 px a side. Source: Gemini API docs, "Token counting". */
const mediaTokens = 258;

/** Estimates the input tokens of a request: its texts, tools and schemas, and a flat sum for each media part. */
export function estimateRequestTokens(request: GenerateRequest): number {
  const estimate = new TokenEstimate();
  let media = 0;
  for (const message of request.messages) media += addMessage(estimate, message);
  for (const tool of request.tools) estimate.add(JSON.stringify(tool));
  if (request.output.type === "json" && request.output.schema) {
    estimate.add(JSON.stringify(request.output.schema));
  }
  return Math.max(1, estimate.tokens + media * mediaTokens);
}

function addMessage(estimate: TokenEstimate, message: Message): number {
  let media = 0;
  for (const part of message.parts) {
    switch (part.type) {
      case "text":
        estimate.add(part.text);
        break;
      case "media":
        media++;
        break;
      case "tool-call":
        estimate.add(part.name);
        estimate.add(part.arguments);
        break;
      case "tool-result":
        for (const piece of part.parts) {
          if (piece.type === "text") estimate.add(piece.text);
          else media++;
        }
        break;
      case "reasoning":
        break;
    }
  }
  return media;
}
