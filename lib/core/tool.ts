import type { JsonObject } from "./json.ts";

/** A function that the client can run for the model. */
export interface Tool {
  name: string;
  description?: string;
  /** JSON Schema of the arguments (any draft, lower-case types); absent: no arguments. */
  parameters?: JsonObject;
  strict?: boolean;
}

/**
 * How free the model is. `required` must call at least one tool. `allowed` narrows the choice to these names;
 * one name together with `required` is the vendors' "named" choice.
 */
export interface ToolChoice {
  mode: "auto" | "none" | "required";
  allowed?: string[];
}
