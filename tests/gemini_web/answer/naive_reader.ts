import { GrowingText, PlainFilter } from "../../../lib/backends/gemini_web/answer/growing_text.ts";
import type { Piece } from "../../../lib/backends/gemini_web/answer/growing_text.ts";
import { TextCleaner } from "../../../lib/backends/gemini_web/answer/text_cleaner.ts";

/** Reads a whole body by parsing each of its lines: what the fast reader must say, too. */
export function readNaively(body: string): Piece[] {
  const pieces: Piece[] = [];
  const say = (piece: Piece) => {
    const last = pieces.at(-1);
    if (last?.type === piece.type) last.delta += piece.delta;
    else pieces.push({ ...piece });
  };
  const thoughts = new GrowingText({
    makeFilter: () => new PlainFilter("reasoning"),
    say,
    recall: () => "",
  });
  const text = new GrowingText({ makeFilter: () => new TextCleaner(), say, recall: () => "" });
  for (const line of body.split("\n")) {
    for (const row of rowsOf(line)) {
      const data = row[0] === "wrb.fr" && typeof row[2] === "string"
        ? JSON.parse(row[2])
        : undefined;
      const candidate = data?.[4]?.[0];
      if (!candidate) continue;
      const final = candidate[8]?.[0] === 2 || data[14] === true;
      const newThoughts = candidate[37]?.[0]?.[0] ?? thoughts.value;
      const newText = candidate[1]?.[0] ?? text.value;
      const spokeOnly = newText !== "" && newText !== text.value && newThoughts === thoughts.value;
      thoughts.replace(newThoughts, final || spokeOnly);
      text.replace(newText, final);
    }
  }
  thoughts.end();
  text.end();
  return pieces;
}

// deno-lint-ignore no-explicit-any -- JSON of any shape, read by index
function rowsOf(line: string): any[] {
  if (!line.startsWith("[")) return [];
  try {
    return JSON.parse(line);
  } catch {
    return [];
  }
}
