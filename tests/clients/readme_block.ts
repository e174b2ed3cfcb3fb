import { markdownTable, type Row } from "./results.ts";

const block = /(<!-- clients -->\n)([\s\S]*?)(<!-- \/clients -->)/;

/** The rows between the README's marks; `undefined` where it has no marks. */
export function rowsOfReadme(readme: string): Row[] | undefined {
  const table = block.exec(readme)?.[2];
  if (table === undefined) return undefined;
  const lines = table.split("\n").filter((line) => line.startsWith("|")).slice(2);
  return lines.map((line) => {
    const [client = "", version = "", upstream = "", passed = ""] = line.split("|").slice(1)
      .map((cell) => cell.trim());
    return [client, version, upstream, passed];
  });
}

/** The README with these rows in the place of those of the same client and upstream. */
export function withRows(readme: string, rows: readonly Row[]): string {
  const old = rowsOfReadme(readme) ?? [];
  const merged = old.map((row) => rows.find((other) => sameTest(row, other)) ?? row);
  merged.push(...rows.filter((row) => !old.some((other) => sameTest(row, other))));
  return readme.replace(
    block,
    (_, open, __, close) => `${open}\n${markdownTable(merged)}\n\n${close}`,
  );
}

/** The rows that the README does not have, or has otherwise. */
export function missingRows(readme: readonly Row[], rows: readonly Row[]): Row[] {
  return rows.filter((row) => !readme.some((other) => other.join("|") === row.join("|")));
}

function sameTest([client, , upstream]: Row, [otherClient, , otherUpstream]: Row): boolean {
  return client === otherClient && upstream === otherUpstream;
}
