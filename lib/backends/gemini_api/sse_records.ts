/**
 * Takes a server-sent stream apart: text in, the data of each complete line out. The API sends one line of JSON per
 * record, so that a record is a line; comments and other fields are left out. Lines end with LF or CRLF.
 */
export class SseRecords {
  /** What came of a line whose end is missing; joined only at its end, as a picture's line is long. */
  #open: string[] = [];

  /** The data of the lines that this piece completes. */
  push(piece: string): string[] {
    const records: string[] = [];
    let start = 0;
    for (let end; (end = piece.indexOf("\n", start)) >= 0; start = end + 1) {
      if (this.#open.length > 0) {
        this.#open.push(piece.slice(start, end));
        keep(records, this.#open.join(""));
        this.#open = [];
      } else keep(records, piece.slice(start, end));
    }
    if (start < piece.length) this.#open.push(start > 0 ? piece.slice(start) : piece);
    return records;
  }

  /** The data of a last line without an end. */
  end(): string[] {
    const records: string[] = [];
    keep(records, this.#open.join(""));
    this.#open = [];
    return records;
  }
}

function keep(records: string[], line: string): void {
  if (!line.startsWith("data:")) return;
  const data = line.slice(5).trim();
  if (data && data !== "[DONE]") records.push(data);
}
