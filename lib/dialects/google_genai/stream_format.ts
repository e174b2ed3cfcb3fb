/** How one streamed answer is framed. */
export interface StreamFormat {
  contentType: string;
  record(value: unknown): string;
  /** The failure's record, the last thing on the stream. */
  failure(value: unknown): string;
  /** What closes a complete stream. */
  end(): string;
}

/**
 * `alt=sse`: one `data: ` line for each record, and nothing else: no comments, no event lines.
 * With `bareErrors` a failure is its bare JSON, the only form that the vendor's SDK for JavaScript knew before version
 * 3, which looks for it in each network chunk.
 */
export function sseFormat(bareErrors: boolean): StreamFormat {
  const record = (value: unknown) => `data: ${oneLine(value)}\n\n`;
  return {
    contentType: "text/event-stream",
    record,
    failure: bareErrors ? oneLine : record,
    end: () => "",
  };
}

/** Without `alt=sse`: one JSON array that grows while the answer does. */
export function arrayFormat(): StreamFormat {
  let opened = false;
  const record = (value: unknown) => {
    const before = opened ? ",\r\n" : "[";
    opened = true;
    return before + oneLine(value);
  };
  return {
    contentType: "application/json",
    record,
    failure: (value) => `${record(value)}]`,
    end: () => "]",
  };
}

/**
 * JSON without anything that some reader takes for the end of a line: besides the ASCII ones, which JSON escapes, that
 * is U+0085, U+2028 and U+2029 (the `.` of JavaScript's regular expressions, Python's `splitlines`).
 */
function oneLine(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/[\u0085\u2028\u2029]/.test(json)) return json;
  return json.replace(/[\u0085\u2028\u2029]/g, (mark) => {
    return `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
