import { assert, assertEquals } from "@std/assert";
import { importsOf } from "./source_code.ts";

const root = new URL("../../", import.meta.url);

/** What of the upstreams and of what stands in for them is asked before there is a request. */
const upstreamsAtStart = [
  "lib/backends/gemini_api/backend.ts",
  "lib/backends/gemini_api/key_of.ts",
  "lib/backends/gemini_web/backend.ts",
  "lib/backends/gemini_web/models.ts",
  "lib/backends/gemini_web/prompt_bytes.ts",
  "lib/emulation/emulate.ts",
  "lib/emulation/offered_tools.ts",
  "lib/emulation/plain_request.ts",
];

/** Each costs some 0.2 ms of the start. */
const mostModules = 78;

for (const entry of ["main.ts", "lib/edge.ts"]) {
  Deno.test(`${entry} starts without what only requests need`, () => {
    const loaded = loadedWith(entry);
    assertEquals(
      loaded.filter((path) => /^lib\/(backends|emulation)\//.test(path)),
      upstreamsAtStart,
    );
    assertEquals(loaded.filter((path) => /\/(endpoints?|turn)\.ts$/.test(path)), []);
    assert(loaded.length <= mostModules, `${loaded.length} modules`);
  });
}

Deno.test("only what runs at once counts as loaded", () => {
  const loaded = loadedWith("lib/backends/gemini_api/backend.ts");
  assert(loaded.includes("lib/core/loaded_once.ts"), "a static import");
  assert(!loaded.includes("lib/backends/gemini_api/service.ts"), "an import() within a function");
  assert(!loaded.includes("lib/backends/gemini_api/settings.ts"), "an import of types");
});

/** The program's own modules that load with this one, itself included, in order of their paths. */
function loadedWith(entry: string): string[] {
  const loaded = new Set([entry]);
  for (const path of loaded) {
    const url = new URL(path, root);
    for (const { statement, specifier } of importsOf(Deno.readTextFileSync(url))) {
      const runs = !/^import\(|^(import|export) type\b/.test(statement);
      if (!runs || !specifier.startsWith(".")) continue;
      loaded.add(new URL(specifier, url).href.slice(root.href.length));
    }
  }
  return [...loaded].sort();
}
