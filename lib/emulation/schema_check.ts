import { GatewayError } from "../core/gateway_error.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";

/** Says what is wrong with a value, or nothing where it is valid. */
export type SchemaCheck = (value: JsonValue) => string | undefined;

/** A check against a client's JSON Schema; a schema that cannot be used is the client's error. */
export async function schemaCheck(schema: JsonObject): Promise<SchemaCheck> {
  // Loaded with the first request that needs it.
  const { Validator } = await import("@cfworker/json-schema");
  const validator = usable(() => new Validator(schema, "2020-12", true));
  return (value) => {
    const { valid, errors } = usable(() => validator.validate(value));
    if (valid) return undefined;
    // The last error is the innermost.
    const { instanceLocation, error } = errors.at(-1) ?? { instanceLocation: "#", error: "" };
    return `at ${instanceLocation}: ${error || "does not match the schema"}`;
  };
}

function usable<T>(use: () => T): T {
  try {
    return use();
  } catch (cause) {
    throw new GatewayError(
      "invalid-request",
      `Cannot use the JSON Schema of the wanted output: ${reason(cause)}.`,
      { code: "invalid_json_schema", cause },
    );
  }
}

/** The validator's own words, where they speak of the schema and not of its inside. */
function reason(cause: unknown): string {
  if (cause instanceof RangeError) return "it nests too deeply or without end";
  if (!(cause instanceof Error) || cause instanceof TypeError) {
    return "a keyword in it has a wrong type";
  }
  return cause.message.split(/\.\s|\n/)[0]!; // behind it stand all the places that the validator knows
}
