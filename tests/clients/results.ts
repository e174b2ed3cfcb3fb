import type { Outcome } from "./check.ts";

/** What was tested of a client against an upstream, and how it went. */
export interface ClientResult {
  client: string;
  version: string;
  upstream: string;
  outcomes: Outcome[];
}

/** A row of the table: client, version, upstream, what passed. */
export type Row = readonly [client: string, version: string, upstream: string, passed: string];

/** A feature passed if all of its checks did. */
export function rowOf({ client, version, upstream, outcomes }: ClientResult): Row {
  const failed = new Set(outcomes.filter(({ failure }) => failure).map(({ feature }) => feature));
  const features = new Set(outcomes.map(({ feature }) => feature));
  return [client, version, upstream, [...features.difference(failed)].join(", ")];
}

export function markdownTable(rows: readonly Row[]): string {
  const lines = [
    ["Client", "Version", "Upstream", "Passed"],
    ["---", "---", "---", "---"],
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
