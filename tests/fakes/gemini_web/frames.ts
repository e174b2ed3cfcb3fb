import type { JsonValue } from "../../../lib/core/json.ts";

export const framePrefix = ")]}'\n\n";

/**
 * A JSON line with its length before it. The length counts UTF-16 units of the line and of the newlines around it, as
 * measured on the captures of August 2026.
 */
export function frame(rows: JsonValue): string {
  const line = JSON.stringify(rows);
  return `${line.length + 2}\n${line}\n`;
}

/** A data row of StreamGenerate. */
export function dataRow(inner: JsonValue, escaped?: RegExp): JsonValue {
  return ["wrb.fr", null, googleJson(inner, escaped)];
}

/** A row that says only a gRPC code. */
export function bareStatusRow(code: number): JsonValue {
  return ["wrb.fr", null, null, null, null, [code]];
}

/** A row with a number of Gemini's own. */
export function bardErrorRow(number: number): JsonValue {
  const type = "type.googleapis.com/assistant.boq.bard.application.BardErrorInfo";
  return ["wrb.fr", null, null, null, null, [grpcCode(number), null, [[type, [number]]]]];
}

/** The rows with the server's time, and the last row with the body's size in bytes, its own frame counted. */
export function closingFrames(bytesBefore: number, rowsBefore: number): string {
  const times = frame([["di", 2561], ["af.httprm", 2560, "8839780666085833851", 3]]);
  const bytes = bytesBefore + times.length;
  let last = "";
  let total;
  do {
    total = bytes + last.length; // The total counts its own digits.
    last = frame([["e", rowsBefore + 3, null, null, total]]);
  } while (total !== bytes + last.length);
  return times + last;
}

/** JSON as Google writes it: what HTML could misread is escaped. The captures leave the apostrophe as it is. */
export function googleJson(value: JsonValue, escaped: RegExp = /[<>&=]/g): string {
  return JSON.stringify(value).replace(
    escaped,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function grpcCode(number: number): number {
  if (number === 1060) return 9;
  if (number === 1037 || number === 1095 || number === 1099 || number === 1185) return 8;
  return 13;
}
