import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bundleInto, entry } from "./bundle.ts";

/** Minified bytes of what starts: the entry and all that it imports at once. */
const mostAtStart = 53_000;
/** Minified bytes of what an isolate loads that serves one dialect from one upstream, the largest of each. */
const mostForOnePath = 143_000;
/** Minified bytes of all modules: what is uploaded. Two percent above what they had when this was written. */
const mostInAll = 320_000;

Deno.test("the Worker's modules stay small, above all what starts", async () => {
  const folder = await Deno.makeTempDir();
  const modules = new Map<string, string>();
  for (const name of await bundleInto(folder)) {
    modules.set(name, await Deno.readTextFile(`${folder}/${name}`));
  }
  await Deno.remove(folder, { recursive: true });
  assertEquals([...modules.keys()].filter((name) => !name.endsWith(".js")), []);
  const atStart = importedWith(entry, modules);
  const all = bytesOf([...modules.values()]);
  const start = bytesOf([...atStart].map((name) => modules.get(name)!));
  const largest = (pattern: RegExp) =>
    Math.max(
      ...[...modules.keys()].filter((name) => pattern.test(name)).map((name) => {
        const more = [...importedWith(name, modules)].filter((each) => !atStart.has(each));
        return bytesOf(more.map((each) => modules.get(each)!));
      }),
    );
  const onePath = start + largest(/^(turn|endpoints?)-/) + largest(/^service-/);
  const packed = new Response([...modules.values()].join("")).body!
    .pipeThrough(new CompressionStream("gzip"));
  const { byteLength } = await new Response(packed).arrayBuffer();
  console.log(
    `entry ${bytesOf([modules.get(entry)!])}, start ${start} in ${atStart.size} modules, ` +
      `one dialect from one upstream ${onePath}, all ${all} in ${modules.size}, compressed ${byteLength}`,
  );
  assert(start < mostAtStart, `${start} bytes start`);
  assert(onePath < mostForOnePath, `${onePath} bytes for one dialect from one upstream`);
  assert(all < mostInAll, `${all} bytes in all`);
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  for (const most of [mostAtStart, mostForOnePath, mostInAll]) {
    assertStringIncludes(readme, `less than ${most / 1000} kB`);
  }
});

function bytesOf(texts: string[]): number {
  return texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length, 0);
}

/** The module and all that its static imports bring. */
function importedWith(name: string, modules: Map<string, string>): Set<string> {
  const found = new Set([name]);
  for (const each of found) {
    // Minified: `import{a as b}from"./x.js";import"./y.js";` stands at the top of a module.
    const [head] = /^(?:import[^;]+;)*/.exec(modules.get(each)!)!;
    for (const [, imported] of head.matchAll(/"\.\/([^"]+)"/g)) found.add(imported!);
  }
  return found;
}
