import type { GenerateRequest } from "../../lib/core/generate_request.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { decodeRequest as decodeAnthropic } from "../../lib/dialects/anthropic_messages/decode_request.ts";
import { decodeGenerate } from "../../lib/dialects/google_genai/decode.ts";
import { decodeChat } from "../../lib/dialects/openai_chat/decode.ts";
import { decodeRequest as decodeResponses } from "../../lib/dialects/openai_responses/request.ts";
import { ResponseStore } from "../../lib/dialects/openai_responses/response_store.ts";
import { storedItems } from "../../lib/dialects/openai_responses/stored_items.ts";
import type { AgentBodies } from "./agent_bodies.ts";

const nothingStored = storedItems(new ResponseStore({ maxResponses: 1, maxBytes: 1 }));

/** What each dialect does to a request's parsed body. */
export const decoders: Record<keyof AgentBodies, (body: JsonObject) => GenerateRequest> = {
  chat: (body) => decodeChat(body).request,
  responses: (body) => decodeResponses(body, nothingStored).request,
  genai: (body) => decodeGenerate(body, "gemini-3.5-flash").request,
  anthropic: (body) => decodeAnthropic(body).request,
};

export const decoderNames = Object.keys(decoders) as (keyof AgentBodies)[];
