import type { Tool } from "../core/tool.ts";

/**
 * The declared tool that a model means by a name: the one of that very name, or else the only one that differs in
 * nothing but case, signs, a namespace in front (`functions.`, `default_api:`, `server__`), or one slip in a long word.
 * Near names that mean different things (`get_user`, `set_user`; `import`, `export`) are not near here.
 */
export function toolByName(name: string, tools: readonly Tool[]): Tool | undefined {
  const exact = tools.find((tool) => tool.name === name);
  if (exact) return exact;
  for (const isClose of [sameLetters, sameLastPart, oneSlip]) {
    const close = tools.filter((tool) => isClose(name, tool.name));
    if (close.length === 1) return close[0];
    if (close.length > 1) return undefined;
  }
  return undefined;
}

function sameLetters(a: string, b: string): boolean {
  return letters(a) !== "" && letters(a) === letters(b);
}

/** One name is the other with a namespace in front. */
function sameLastPart(a: string, b: string): boolean {
  return sameLetters(lastPart(a), b) || sameLetters(lastPart(b), a);
}

function lastPart(name: string): string {
  return name.split(/[.:/]+|__+/).at(-1)!;
}

function oneSlip(a: string, b: string): boolean {
  const [wordsOfA, wordsOfB] = [words(a), words(b)];
  if (wordsOfA.length !== wordsOfB.length) return false;
  const different = wordsOfA.flatMap((word, i) =>
    word === wordsOfB[i] ? [] : [[word, wordsOfB[i]!]]
  );
  return different.length === 1 && isSlip(different[0]![0]!, different[0]![1]!);
}

/** One letter too many, too few, wrong, or two swapped: never the first or a digit, and only in long enough words. */
function isSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short[0] !== long[0] || long.length - short.length > 1) return false;
  if (digits(a) !== digits(b)) return false;
  if (short.length >= 3 && long.startsWith(short)) return true;
  if (short.length < 5) return false;
  let from = 0;
  while (short[from] === long[from]) from++;
  const rest = (text: string, skip: number) => text.slice(from + skip);
  if (short.length < long.length) return rest(short, 0) === rest(long, 1);
  const swapped = short[from] === long[from + 1] && short[from + 1] === long[from];
  return rest(short, 1) === rest(long, 1) || (swapped && rest(short, 2) === rest(long, 2));
}

function digits(word: string): string {
  return word.replace(/\P{N}/gu, "");
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

function words(name: string): string[] {
  return name.replace(/(\p{Ll})(\p{Lu})/gu, "$1_$2").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(
    Boolean,
  );
}
