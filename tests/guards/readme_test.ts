import { assertEquals } from "@std/assert";
import { readmeRows } from "./readme_table.ts";

const readme = readText(new URL("../../README.md", import.meta.url));

Deno.test({
  name: "the README's table has every key once, as the program documents it " +
    "(deno run tests/guards/readme_table.ts prints it)",
  ignore: readme === undefined,
  fn() {
    assertEquals(configurationRows(readme ?? ""), readmeRows());
  },
});

Deno.test("rows of the configuration table are found, however they are padded", () => {
  const text =
    "| Key | Default | Meaning |\n| --- | :-- | --- |\n| `port`   | `8081` | a \\| b |\n\n" +
    "| Model | Key |\n| --- | --- |\n| `x` | y |\n";
  assertEquals(configurationRows(text), [["`port`", "`8081`", "a \\| b"]]);
});

/** The cells of the table whose head is Key, Default, Meaning. */
function configurationRows(text: string): string[][] {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => cells(line).join() === "Key,Default,Meaning");
  const end = lines.findIndex((line, index) => index > head && !line.startsWith("|"));
  return head < 0 ? [] : lines.slice(head + 2, end < 0 ? undefined : end).map(cells);
}

function cells(line: string): string[] {
  return line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim());
}

function readText(url: URL): string | undefined {
  try {
    return Deno.readTextFileSync(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
