/** Source with the inside of comments and strings blanked out, line for line; strings keep their quotes. */
export function bareCode(source: string): string {
  return source.replace(token, (match) => {
    if (!match.startsWith("/")) return match[0] + blank(match.slice(1, -1)) + match.at(-1);
    return match.startsWith("//") || match.startsWith("/*")
      ? blank(match)
      : "/x/" + blank(match.slice(3));
  });
}

const token = new RegExp(
  [
    /\/\/[^\n]*|\/\*[\s\S]*?\*\//.source,
    /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/.source,
    // A regular expression stands where a value may begin.
    /(?<=[=(,:?&|!\[{;]\s*|^\s*|return )\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^\/\\\n\[])+\//.source,
  ].join("|"),
  "gm",
);

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

export interface Import {
  /** The statement's first words, as far as `from`. */
  statement: string;
  specifier: string;
}

/** Every import and re-export of a module, dynamic imports and `import("x")` types too. */
export function importsOf(source: string): Import[] {
  const bare = bareCode(source);
  const found = bare.matchAll(
    /^(?:import|export)\s(?:[^;"=()]*?\sfrom\s)?\s*"|\bimport\(\s*"/gm,
  );
  return [...found].map((match) => {
    const start = match.index + match[0].length;
    return {
      statement: match[0].slice(0, -1).trim(),
      specifier: source.slice(start, source.indexOf('"', start)),
    };
  });
}

/** Functions with more lines than allowed, by their first line. Relies on the formatter's indentation. */
export function longFunctions(source: string, limit: number): string[] {
  const lines = bareCode(source).split("\n");
  return lines.flatMap((line, start) => {
    if (!opensFunction(line)) return [];
    const indent = /^ */.exec(line)![0];
    const end = lines.findIndex((other, at) => at > start && closes(other, indent));
    return end - start + 1 > limit ? [line.trim()] : [];
  });
}

function opensFunction(line: string): boolean {
  if (/^\s*(if|for|while|switch|catch|return|else|do|try)\b/.test(line)) return false;
  return /\bfunction\b.*[{(<]$/.test(line) || /=>\s*\{$/.test(line) ||
    /^ +(?:(?:static|async|get|set|override|private|public)\s+)*\*?\s*#?\w+(?:<.*>)?\([^;]*(?:\{|\()?$/
        .test(line) && /[{(]$/.test(line);
}

/** Whether the line ends the block, and is not `}: Options): Result {` in the middle of a signature. */
function closes(line: string, indent: string): boolean {
  return line.startsWith(indent) && /^[})][\])};,]*$/.test(line.slice(indent.length)) &&
    line.trim() !== ")";
}
