/** One line of the result. */
export interface Finding {
  what: string;
  measured: string;
  target?: string;
  /** Whether the target was met; `undefined` where there is none, or where the platform does not tell. */
  met?: boolean;
}

/** Gathers what was found, and says it as a table. */
export class Report {
  readonly #findings: Finding[] = [];

  add(...findings: Finding[]): void {
    for (const finding of findings) console.error(`  ${row(finding)}`);
    this.#findings.push(...findings);
  }

  /** A ratio that must not exceed the target. */
  atMost(what: string, ratio: number, target: number, detail: string): void {
    this.#judge(
      { what, measured: `${times(ratio)} (${detail})`, target: `<= ${target}x` },
      ratio <= target,
      ratio,
    );
  }

  /** A ratio that must reach the target. */
  atLeast(what: string, ratio: number, target: number, detail: string): void {
    this.#judge(
      { what, measured: `${times(ratio)} (${detail})`, target: `>= ${target}x` },
      ratio >= target,
      ratio,
    );
  }

  /** An amount that must not exceed the target. */
  within(
    what: string,
    amount: number,
    unit: string,
    { target, detail }: { target: number; detail?: string },
  ): void {
    const measured = `${short(amount)} ${unit}${detail ? ` (${detail})` : ""}`;
    this.#judge({ what, measured, target: `<= ${target} ${unit}` }, amount <= target, amount);
  }

  table(): string {
    const rows = this.#findings.map((finding) => [
      finding.what,
      finding.measured,
      finding.target ?? "",
      finding.met === undefined ? "" : finding.met ? "yes" : "NO",
    ]);
    const all = [["what", "measured", "target", "met"], ...rows];
    const widths = [0, 1, 2, 3].map((i) => Math.max(...all.map((cells) => cells[i]!.length)));
    const lines = all.map((cells) =>
      cells.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd()
    );
    return [lines[0], widths.map((width) => "-".repeat(width)).join("  "), ...lines.slice(1)].join(
      "\n",
    );
  }

  #judge(finding: Finding, met: boolean, value: number): void {
    this.add({ ...finding, met: Number.isNaN(value) ? undefined : met });
  }
}

/** A figure with three digits that count. */
export function short(value: number): string {
  if (Number.isNaN(value)) return "?";
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function times(ratio: number): string {
  return Number.isNaN(ratio) ? "?" : `${ratio.toFixed(2)}x`;
}

function row({ what, measured, met }: Finding): string {
  return `${what}: ${measured}${met === false ? "  <- above target" : ""}`;
}
