/** What the fake upstream says in one answer. */
export interface AnswerShape {
  chunks: number;
  /** UTF-16 units of a chunk, its marker included. */
  chunkLength: number;
  /** Milliseconds before the first chunk and between chunks; without both the answer leaves in one write. */
  firstDelayMs?: number;
  delayMs?: number;
  /** The text is one call of a tool in the notation of the web backend's emulation, or a native call of the API. */
  toolCall?: boolean;
}

/** The share of words that are not ASCII. */
const foreignShare = 0.02;

/**
 * The chunks of an answer: prose and code with what JSON and HTML must escape. Each begins with a marker, `@` and
 * twelve digits and `@`, and has no other `@`: whoever counts the signs knows that nothing was lost.
 */
export function answerChunks({ chunks, chunkLength }: AnswerShape): string[] {
  const random = seeded(42);
  return Array.from({ length: chunks }, () => {
    let text = emptyMarker;
    while (text.length < chunkLength) {
      const list = random() < foreignShare ? foreignWords : words;
      text += ` ${list[Math.floor(random() * list.length)]}`;
    }
    const cut = text.slice(0, chunkLength);
    return /[\ud800-\udbff]$/.test(cut) ? `${cut.slice(0, -1)}.` : cut;
  });
}

export const emptyMarker = `@${"0".repeat(12)}@`;

/** The digits of a marker that tells when it was sent. */
export function stampDigits(now: number): string {
  return String(Math.round(now * 1000)).padStart(12, "0");
}

/** The chunks of a fenced tool call whose one argument holds the text. */
export function toolCallChunks(texts: readonly string[]): string[] {
  const chunks = texts.map((text) => JSON.stringify(text).slice(1, -1));
  chunks[0] =
    `\`\`\`tool_call\n{"name": "write_file", "arguments": {"path": "notes.md", "content": "` +
    chunks[0];
  chunks[chunks.length - 1] += '"}}\n```';
  return chunks;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
}

const words =
  ('the of gateway answer with a value of `x` and then "quoted" text, where f(x) = 2 < 3 & so on; item one two ' +
    "three streams arrive in order and every chunk is appended to the last one. ## Heading\n- item\n- other\n\n" +
    "```ts\nconst list = [1, 2, 3];\n```\nParagraph follows here and it goes on for a while").split(
      " ",
    );
const foreignWords = ["über", "naïve", "中文字符", "日本語", "→", "😀", "Привет", "€"];
