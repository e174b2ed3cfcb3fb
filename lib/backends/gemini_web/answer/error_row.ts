import type { JsonValue } from "../../../core/json.ts";
import { asArray, asNumber, asString, fieldAt } from "./field.ts";

/** Why Google did not answer. */
export interface AnswerFailure {
  /** A gRPC status. */
  status?: number;
  /** The number of a `BardErrorInfo`. */
  code?: number;
  /** The HTTP status of an `er` row. */
  http?: number;
}

/** The failure in the sixth place of a row, `[status, null, [[type, [code]]]]`; other things there are none. */
export function readFailure(value: JsonValue | undefined): AnswerFailure | undefined {
  const status = asNumber(fieldAt(value, 1));
  const info = asArray(fieldAt(value, 3))
    .find((detail) => asString(fieldAt(detail, 1))?.endsWith("BardErrorInfo"));
  const code = asNumber(fieldAt(info, 2, 1));
  return status === undefined && code === undefined ? undefined : { status, code };
}
