/** The value that a share of the values does not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The median of the quotients of values that were measured side by side. */
export function medianRatio(above: readonly number[], below: readonly number[]): number {
  return median(above.map((value, i) => value / (below[i] ?? NaN)));
}

/** Milliseconds that calls take, over about so long a time. */
export function timesOfCalls(work: () => unknown, budgetMs: number): number[] {
  const times: number[] = [];
  work();
  const start = performance.now();
  while (times.length < 5 || performance.now() - start < budgetMs) {
    const before = performance.now();
    work();
    times.push(performance.now() - before);
  }
  return times;
}
