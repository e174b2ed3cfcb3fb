import { assert, assertEquals } from "@std/assert";
import { violations } from "./layers.ts";

const root = new URL("../../", import.meta.url);

Deno.test("every file keeps to its layer and to the rules of the house", async () => {
  const found: string[] = [];
  let files = 0;
  for await (const path of sourceFiles()) {
    found.push(...violations(path, await Deno.readTextFile(new URL(path, root))));
    files++;
  }
  assert(files > 20);
  assertEquals(found, []);
});

async function* sourceFiles(): AsyncGenerator<string> {
  for (const name of ["main.ts", "lib/", "tests/", "bench/"]) {
    if (!name.endsWith("/")) yield* await exists(name) ? [name] : [];
    else if (await exists(name)) yield* filesBelow(name);
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(new URL(folder, root))) {
    if (entry.isDirectory) yield* filesBelow(`${folder}${entry.name}/`);
    else if (entry.name.endsWith(".ts")) yield `${folder}${entry.name}`;
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(new URL(path, root)).then(() => true, () => false);
}

Deno.test("imports that a layer allows are no violation", () => {
  const allowed = [
    ["lib/http/a.ts", 'import type { A } from "../core/a.ts";'],
    [
      "lib/dialects/genai/a.ts",
      'import { a } from "./b.ts";\nimport { c } from "../../http/c.ts";',
    ],
    ["lib/dialects/genai/wire.ts", 'export type { A } from "@google/genai";'],
    ["lib/gateway/a.ts", 'import { a } from "../backends/web/b.ts";'],
    ["lib/config/a.ts", 'import { parse } from "@std/jsonc";\nimport { b } from "node:path";'],
    ["lib/core/a.ts", 'import { Buffer } from "node:buffer";'],
    ["main.ts", 'import { version } from "./lib/version.ts";\nDeno.exit(0);'],
    ["main.ts", 'import { a } from "./lib/config/cli.ts";'],
    ["main.ts", 'import type { a } from "./lib/backends/web/settings.ts";'],
    ["lib/assemble.ts", 'import { a } from "./backends/web/b.ts";'],
    ["lib/dialects/openai_chat/a.ts", 'import { a } from "../openai/b.ts";'],
    ["lib/core/a.ts", 'import { a, type A } from "./b.ts";'],
    [
      "lib/core/a.ts",
      '// uses Deno.exit and import { type A } from "openai"\nconst a = "Deno.exit";',
    ],
    ["lib/core/a.ts", "const a = AbortSignal.any([b]); // : any"],
    ["tests/a_test.ts", 'import OpenAI from "openai";\nconst x: any = Deno.pid;'],
  ] as const;
  for (const [path, source] of allowed) assertEquals(violations(path, source), [], source);
});

Deno.test("imports against the layers are found", () => {
  const forbidden = [
    ["lib/core/a.ts", 'import type { A } from "../http/a.ts";'],
    ["lib/core/a.ts", 'import {\n  a,\n  b,\n} from "../http/a.ts";'],
    ["lib/core/a.ts", 'export * from "../http/a.ts";'],
    ["lib/core/a.ts", 'import "../http/a.ts";'],
    ["lib/core/a.ts", 'const a = await import("../http/a.ts");'],
    ["lib/core/a.ts", 'type A = import("../http/a.ts").A;'],
    ["lib/dialects/genai/a.ts", 'import { a } from "../openai_chat/a.ts";'],
    ["lib/backends/web/a.ts", 'import { a } from "../api/a.ts";'],
    ["lib/backends/web/a.ts", 'import { a } from "../../dialects/genai/a.ts";'],
    ["lib/emulation/a.ts", 'import { a } from "../http/a.ts";'],
    ["lib/gateway/a.ts", 'import { a } from "../config/a.ts";'],
    ["lib/config/a.ts", 'import { a } from "../gateway/a.ts";'],
    ["lib/dialects/genai/a.ts", 'import { a } from "../openai/b.ts";'],
    ["main.ts", 'import { a } from "./lib/core/a.ts";'],
    ["lib/edge.ts", 'import { a } from "./config/cli.ts";'],
    ["lib/gateway/a.ts", 'import { a } from "../assemble.ts";'],
    ["main.ts", 'import x from "./deno.json" with { type: "json" };'],
    ["lib/gateway/a.ts", 'import { version } from "../version.ts";'],
    ["lib/core/a.ts", 'import { a } from "../../tests/a.ts";'],
    ["lib/odd/a.ts", 'import { a } from "../core/a.ts";'],
    ["lib/gateway/a.ts", 'import { a } from "node:http";'],
  ] as const;
  for (const [path, source] of forbidden) assertEquals(violations(path, source).length, 1, source);
});

Deno.test("a vendor's package is named by a wire.ts, and for its types only", () => {
  const forbidden = [
    ["lib/dialects/genai/a.ts", 'import type { A } from "@google/genai";'],
    ["lib/dialects/genai/wire.ts", 'export { A } from "@google/genai";'],
    ["lib/dialects/genai/wire.ts", 'export { type A } from "@google/genai";'],
    ["lib/dialects/genai/wire.ts", 'import A from "npm:openai@1";'],
    ["lib/dialects/genai/wire.ts", 'const a = await import("openai");'],
  ] as const;
  for (const [path, source] of forbidden) assertEquals(violations(path, source).length, 1, source);
});

Deno.test("imports of types that run, Deno.* and any are found", () => {
  const forbidden = [
    ["lib/core/a.ts", 'import { type A } from "./b.ts";'],
    ["lib/core/a.ts", 'import {\n  type A,\n  type B,\n} from "./b.ts";'],
    ["lib/core/a.ts", "const a = Deno.pid;"],
    ["lib/config/a.ts", "const a = Deno.pid;"],
    ["lib/core/a.ts", "const a: any = 1;"],
    ["lib/core/a.ts", "const a = b as any;"],
    ["lib/core/a.ts", "const a: Map<string, any> = b;"],
    ["lib/core/a.ts", "function a(b: any[]) {}"],
  ] as const;
  for (const [path, source] of forbidden) assertEquals(violations(path, source).length, 1, source);
});

Deno.test("files and functions that are too long are found, and only those", () => {
  const body = (count: number) => "    a();\n".repeat(count);
  assertEquals(violations("tests/a.ts", "a();\n".repeat(300)), []);
  assertEquals(violations("tests/a.ts", "a();\n".repeat(301)).length, 1);
  const shapes = [
    (count: number) => `export function f(a: A): B {\n${body(count)}}\n`,
    (count: number) => `function f(\n  { a }: A,\n): B {\n${body(count - 2)}}\n`,
    (count: number) => `function f({\n  a,\n}: A): B {\n${body(count - 2)}}\n`,
    (count: number) => `const f = (a: A) => {\n${body(count)}};\n`,
    (count: number) => `class A {\n  async *#f(a: A): B {\n${body(count)}  }\n}\n`,
  ];
  for (const shape of shapes) {
    assertEquals(violations("lib/core/a.ts", shape(58)), [], shape(2));
    assertEquals(violations("lib/core/a.ts", shape(59)).length, 1, shape(2));
  }
});
