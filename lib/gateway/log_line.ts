import type { RequestLogEntry } from "./settings.ts";

/** One request as one line of text, e.g. `2026-11-22T10:00:00.000Z 5f3c… POST /v1/chat/completions 200 812ms …`. */
export function textLine(entry: RequestLogEntry, at: Date): string {
  const { askedModel, servedModel = "?", upstream, firstDeltaMs } = entry;
  return [
    at.toISOString(),
    entry.id,
    entry.method,
    printable(entry.path),
    entry.status,
    `${entry.ms}ms`,
    firstDeltaMs === undefined ? "" : `first=${firstDeltaMs}ms`,
    askedModel === undefined ? "" : `${printable(askedModel)}->${printable(servedModel)}`,
    upstream ? `via=${upstream}` : "",
    `${entry.bytes}B`,
    entry.error ? `error=${entry.error}` : "",
  ].filter((word) => word !== "").join(" ");
}

/** The same as one JSON object. */
export function jsonLine(entry: RequestLogEntry, at: Date): string {
  const { path, askedModel, servedModel } = entry;
  return JSON.stringify({
    time: at.toISOString(),
    ...entry,
    path: path.slice(0, longest),
    askedModel: askedModel?.slice(0, longest),
    // The official API is asked for whatever a client calls a model.
    servedModel: servedModel?.slice(0, longest),
  });
}

/** A client's words must not break the line, nor make the log a place to store things. */
function printable(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is taken out
  return text.replace(/[\u0000-\u0020\u007f-\u009f\u2028\u2029]/g, "_").slice(0, longest);
}

/** Letters of a client's words in a line. */
const longest = 200;
