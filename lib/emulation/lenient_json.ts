/**
 * Reads what models write for JSON: values one after the other, with or without commas between them, trailing commas,
 * raw line breaks and tabs inside strings. Each is unambiguous; everything else (single quotes, comments, missing
 * quotes) is left as it is, for `JSON.parse` to refuse. Returns the values as compact texts, with numbers as written.
 *
 * `unescape` undoes Markdown's backslashes too, for text that came with such backslashes around it.
 */
export function jsonTexts(text: string, unescape = false): string[] {
  const reader = new Reader(text, unescape);
  while (reader.step());
  return reader.values();
}

class Reader {
  #text: string;
  #unescape: boolean;
  #at = 0;
  #depth = 0;
  #comma = false;
  #value: string[] = [];
  #values: string[] = [];

  constructor(text: string, unescape: boolean) {
    this.#text = text;
    this.#unescape = unescape;
  }

  values(): string[] {
    this.#close();
    return this.#values;
  }

  /** Reads one token; false at the end. */
  step(): boolean {
    const sign = this.#text[this.#at];
    if (sign === undefined) return false;
    if (sign === '"') this.#string();
    else if (sign === "{" || sign === "[") this.#bracket(sign, 1);
    else if (sign === "}" || sign === "]") this.#bracket(sign, -1);
    else if (sign === ",") {
      // Two commas in a row are not ours to mend.
      if (this.#comma) this.#put(",");
      this.#comma = this.#depth > 0;
      this.#at++;
    } else if (/\s/.test(sign)) this.#at++;
    else if (sign === "\\" && this.#unescape) this.#at++;
    else this.#word();
    return true;
  }

  #bracket(sign: string, step: 1 | -1): void {
    if (step < 0) this.#comma = false;
    this.#put(sign);
    this.#depth = Math.max(0, this.#depth + step);
    this.#at++;
    if (this.#depth === 0) this.#close();
  }

  #word(): void {
    const from = this.#at;
    if (this.#text[from] === ":") this.#at++;
    else {while (this.#at < this.#text.length && !/[\s"{}[\],:\\]/.test(this.#text[this.#at]!)) {
        this.#at++;
      }}
    if (this.#at === from) this.#at++;
    // Two words stay two: `1 2` is no number.
    const apart = /[\s,]/.test(this.#text[from - 1] ?? "");
    if (apart && !this.#comma && /[^"{}[\],:]$/.test(this.#value.at(-1) ?? "")) this.#put(" ");
    this.#put(this.#text.slice(from, this.#at));
  }

  #string(): void {
    let from = this.#at;
    let written = "";
    let at = from + 1;
    for (; at < this.#text.length && this.#text[at] !== '"'; at++) {
      const sign = this.#text[at]!;
      if (sign === "\\") {
        at++;
        if (this.#unescape && markdownSigns.includes(this.#text[at] ?? "")) {
          written += this.#text.slice(from, at - 1);
          from = at;
        }
      } else if (sign < " ") {
        written += this.#text.slice(from, at) + JSON.stringify(sign).slice(1, -1);
        from = at + 1;
      }
    }
    this.#at = at + 1;
    this.#put(written + this.#text.slice(from, this.#at));
    if (this.#depth === 0) this.#close();
  }

  #put(token: string): void {
    if (this.#comma) this.#value.push(",");
    this.#comma = false;
    this.#value.push(token);
  }

  #close(): void {
    if (this.#value.length > 0) this.#values.push(this.#value.join(""));
    this.#value = [];
  }
}

/** What Markdown escapes and JSON does not. */
const markdownSigns = "_*[]{}()<>#+-.!|~`&:";
