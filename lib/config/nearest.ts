/**
 * The candidate a mistyped word most likely meant: one that holds the word (or is held by it), or one within a few
 * typing errors. `undefined` where nothing comes near.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase().replaceAll("-", "_");
  const limit = Math.max(2, Math.ceil(typed.length / 3));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = Math.min(editDistance(typed, candidate), partDistance(typed, candidate));
    if (distance <= limit && distance < (best?.distance ?? Infinity)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate;
}

/** Words of three letters or less are parts of too much. */
function partDistance(a: string, b: string): number {
  if (Math.min(a.length, b.length) < 4) return Infinity;
  return a.includes(b) || b.includes(a) ? 2 : Infinity;
}

/** Levenshtein's distance: insertions, deletions and replacements of letters. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = row[j]! + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
