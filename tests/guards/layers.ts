import { bareCode, importsOf, longFunctions } from "./source_code.ts";

/** Which parts of the program a part may import, beside itself. `*` stands for a folder of its own. */
const layers: Record<string, readonly string[]> = {
  "core": [],
  "http": ["core"],
  "dialects/*": ["core", "http"],
  "backends/*": ["core", "http"],
  "emulation": ["core"],
  "gateway": ["core", "http", "dialects/*", "backends/*", "emulation"],
  "config": ["core"],
  "line_log": [],
  "pinned_fetch": [],
  "version": [],
  "assemble": ["core", "http", "dialects/*", "backends/*", "emulation", "gateway", "config"],
  "edge": ["assemble", "gateway", "config", "version"],
  "main": ["assemble", "gateway", "config", "line_log", "pinned_fetch", "version"],
};

/** Packages that run, by their names in deno.json. The others are types only. */
const runTimePackages = /^@(std|cfworker)\//;

/** Files that run only on Deno: the rest must run on Workers too. */
const denoFiles = ["main.ts", "lib/config/cli.ts"];

const maxLines = 300;
const maxFunctionLines = 60;

/** What a source file does against the rules of the house. `path` is relative to the repository. */
export function violations(path: string, source: string): string[] {
  const bare = bareCode(source);
  const lines = source.trimEnd().split("\n").length;
  const found: string[] = [];
  if (lines > maxLines) found.push(`has ${lines} lines, more than ${maxLines}`);
  if (!isProgram(path)) return found.map((what) => `${path} ${what}`);
  found.push(...importsOf(source).flatMap((one) => importViolations(path, one)));
  if (!denoFiles.includes(path) && /\bDeno\s*[.\[]/.test(bare)) found.push("uses Deno.*");
  if (!path.endsWith(".d.ts") && /[:<|&,(=[]\s*any\b(?!\s*[(:])|\bas any\b/.test(bare)) {
    found.push("uses the type any");
  }
  for (const head of longFunctions(source, maxFunctionLines)) {
    found.push(`has a function of more than ${maxFunctionLines} lines: ${head}`);
  }
  return found.map((what) => `${path} ${what}`);
}

function isProgram(path: string): boolean {
  return path === "main.ts" || path.startsWith("lib/");
}

function importViolations(path: string, { statement, specifier }: Import): string[] {
  // Without a value among them, such names leave an import that runs the module.
  if (/\{(\s*type\s[^,}]+,?)+\s*\}/.test(statement)) {
    return [`imports only types of "${specifier}": use import type { … }`];
  }
  if (specifier.startsWith(".")) return layerViolations(path, { statement, specifier });
  if (specifier.startsWith("node:")) {
    return mayUseNode(path, specifier) ? [] : [`imports ${specifier}`];
  }
  if (runTimePackages.test(specifier)) return [];
  if (!path.endsWith("/wire.ts")) return [`names the package ${specifier}: only a wire.ts may`];
  return /^(export|import) type\b/.test(statement) ? [] : [`runs ${specifier}: types only`];
}

type Import = ReturnType<typeof importsOf>[number];

function mayUseNode(path: string, specifier: string): boolean {
  const places = ["main.ts", "lib/edge.ts", "lib/pinned_fetch.ts"];
  return specifier === "node:buffer" || places.includes(path) || path.startsWith("lib/config/");
}

function layerViolations(path: string, { statement, specifier }: Import): string[] {
  const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
  const own = partOf(path);
  const other = partOf(target);
  if (!other) return [`imports ${target}`];
  if (!own) return ["belongs to no layer"];
  if (denoFiles.includes(target) && own.layer !== "main") return [`imports ${target}`];
  if (own.part === other.part || layers[own.layer]!.includes(other.layer)) return [];
  // A folder `openai` holds what the folders `openai_*` share; the top may name the types of all.
  if (own.part.startsWith(`${other.part}_`)) return [];
  if (own.layer === "main" && statement.startsWith("import type")) return [];
  return [`imports ${target}: ${own.part} must not know ${other.part}`];
}

/** `{ part: "dialects/genai", layer: "dialects/*" }`; a part is a layer, or one folder of it. */
function partOf(path: string): { part: string; layer: string } | undefined {
  const [, folder = "", name = ""] = /^(?:lib\/)?([\w-]+)(?:\/([\w-]+))?/.exec(path) ?? [];
  const isPart = path.startsWith("lib/") ? folder !== "main" : path === "main.ts";
  if (!isPart) return undefined;
  if (Object.hasOwn(layers, folder)) return { part: folder, layer: folder };
  return Object.hasOwn(layers, `${folder}/*`)
    ? { part: `${folder}/${name}`, layer: `${folder}/*` }
    : undefined;
}
