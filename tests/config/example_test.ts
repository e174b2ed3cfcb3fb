import { assertEquals } from "@std/assert";
import { parse } from "@std/jsonc";
import { keys } from "../../lib/config/options.ts";
import { exampleFile } from "./example_file.ts";
import { loaded } from "./sources.ts";

const example = Deno.readTextFileSync(new URL("../../config.example.json", import.meta.url));

Deno.test("config.example.json holds exactly the keys there are", () => {
  assertEquals(Object.keys(parse(example) as object), keys);
});

Deno.test("config.example.json used as it is changes nothing", () => {
  const copied = loaded({ files: { "/home/u/app/config.json": example } });
  assertEquals(copied.config, loaded().config);
});

Deno.test("config.example.json says what the program says (deno run -A tests/config/example_file.ts writes it)", () => {
  assertEquals(example, exampleFile());
});
