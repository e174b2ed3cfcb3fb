import { assertEquals, assertStringIncludes } from "@std/assert";
import { missingRows, rowsOfReadme, withRows } from "./readme_block.ts";
import { type ClientResult, type Row, rowOf } from "./results.ts";

const web: Row = ["Codex CLI", "1.0.0", "Gemini web", "plain turn, errors"];
const api: Row = ["Codex CLI", "1.0.0", "official API", "plain turn"];
const readme = "# Title\n\n<!-- clients -->\n<!-- /clients -->\n\nThe rest.\n";

Deno.test("what is written into the README is read back, and the rest stays", () => {
  const written = withRows(readme, [web, api]);
  assertEquals(rowsOfReadme(written), [web, api]);
  assertEquals(written.replace(/<!-- clients -->[^]*<!--/, "<!-- clients -->\n<!--"), readme);
});

Deno.test("a row takes the place of the one of the same client and upstream only", () => {
  const newer: Row = ["Codex CLI", "1.1.0", "Gemini web", "plain turn"];
  assertEquals(rowsOfReadme(withRows(withRows(readme, [web, api]), [newer])), [newer, api]);
});

Deno.test("a row that differs in version or in what passed is missing, one not tested is not", () => {
  const later: Row = ["Codex CLI", "1.1.0", "Gemini web", "plain turn, errors"];
  const less: Row = ["Codex CLI", "1.0.0", "Gemini web", "plain turn"];
  assertEquals(missingRows([web, api], [web]), []);
  assertEquals(missingRows([web, api], [later]), [later]);
  assertEquals(missingRows([web, api], [less]), [less]);
});

Deno.test("a README without marks has no rows", () => {
  assertEquals(rowsOfReadme("# Title\n"), undefined);
});

Deno.test("a feature passed if all of its checks did", () => {
  const result: ClientResult = {
    client: "X",
    version: "1",
    upstream: "Gemini web",
    outcomes: [
      { feature: "tools", ms: 1 },
      { feature: "errors", variant: "400", ms: 1 },
      { feature: "errors", variant: "500", ms: 1, failure: "it hung" },
      { feature: "models", ms: 1 },
    ],
  };
  assertEquals(rowOf(result), ["X", "1", "Gemini web", "tools, models"]);
  assertStringIncludes(withRows(readme, [rowOf(result)]), "| X | 1 | Gemini web | tools, models |");
});
