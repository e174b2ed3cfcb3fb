import type { Backend } from "../core/backend.ts";
import { GatewayError } from "../core/gateway_error.ts";

/** What a request is for, where not every upstream can do it. */
export type Purpose = "text" | "embedding" | "image";

export function canServe(backend: Backend, purpose: Purpose): boolean {
  switch (purpose) {
    case "text":
      return true;
    case "embedding":
      return backend.embed !== undefined;
    case "image":
      return backend.families.image !== undefined;
  }
}

/** The refusal of a purpose, with the way that is open. */
export function cannotServe(purpose: Exclude<Purpose, "text">): GatewayError {
  const { what, example } = words[purpose];
  return new GatewayError(
    "unsupported",
    `The Gemini web app makes no ${what} here: set gemini_api_key or send a Google key (AIza… or AQ.…), and ask for ` +
      `a model of the official API such as ${example}.`,
    { code: `${purpose}_unsupported`, param: "model" },
  );
}

const words = {
  embedding: { what: "embeddings", example: "api/gemini-embedding-001" },
  image: { what: "pictures", example: "api/gemini-3.1-flash-image" },
};
