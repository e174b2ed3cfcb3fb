import { randomUUID } from "node:crypto";

/** What only the tool knows. */
export const nonce = `NONCE-${randomUUID().slice(0, 8)}`;

/** The tool. */
export function weather(args: unknown): string {
  const { city } = args as { city?: unknown };
  if (typeof city !== "string") throw new Error(`no city in ${JSON.stringify(args)}`);
  return `${nonce} in ${city}`;
}

export const weatherParameters = {
  type: "object" as const,
  properties: { city: { type: "string", description: "Name of a city" } },
  required: ["city"],
  additionalProperties: false,
};

export const wordPrompt = `Say the word. [[say:${nonce}]]`;
export const longPrompt = `Say much. [[say:${
  "one two three four five six seven eight ".repeat(20)
}]]`;
export const toolPrompt = `How is the weather? ${call("Paris")}`;
export const parallelPrompt = `How is the weather there? ${call("Paris")}${call("Rome")}`;
export const tenTurnsPrompt = `How is the weather everywhere? ${
  Array.from({ length: 10 }, (_, index) => call(`City ${index + 1}`)).join("[[next]]")
}`;

function call(city: string): string {
  return `[[tool:get_weather ${JSON.stringify({ city })}]]`;
}
