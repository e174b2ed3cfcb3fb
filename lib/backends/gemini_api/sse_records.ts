/**
 * Takes a server-sent stream apart: text in, the data of each complete line out. The API sends one line of JSON per
 * record, so that a record is a line; comments and other fields are left out. Lines end with LF or CRLF. A failure in
 * the middle of an answer comes as no field at all, but as bare JSON of several lines: with all else that is no field
 * it is a record of its own at the end.
 */
export class SseRecords {
  /** What came of a line whose end is missing; joined only at its end, as a picture's line is long. */
  #open: string[] = [];
  /** Lines that are no field. */
  #bare: string[] = [];

  /** The data of the lines that this piece completes. */
  push(piece: string): string[] {
    const records: string[] = [];
    let start = 0;
    for (let end; (end = piece.indexOf("\n", start)) >= 0; start = end + 1) {
      if (this.#open.length > 0) {
        this.#open.push(piece.slice(start, end));
        this.#keep(records, this.#open.join(""));
        this.#open = [];
      } else this.#keep(records, piece.slice(start, end));
    }
    if (start < piece.length) this.#open.push(start > 0 ? piece.slice(start) : piece);
    return records;
  }

  /** What was no field, and the data of a last line without an end. */
  end(): string[] {
    const records: string[] = [];
    this.#keep(records, this.#open.join(""));
    this.#open = [];
    // First, for after it nothing counts.
    if (this.#bare.length > 0) records.unshift(this.#bare.join("\n"));
    this.#bare = [];
    return records;
  }

  #keep(records: string[], line: string): void {
    if (line.startsWith("data:")) {
      const data = line.slice(5).trim();
      if (data && data !== "[DONE]") records.push(data);
    } else if (!/^(?::|(?:event|id|retry)(?::|$)|\s*$)/.test(line)) this.#bare.push(line);
  }
}
