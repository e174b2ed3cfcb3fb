import { isJsonObject, tryParseJson } from "../../lib/core/json.ts";
import { pinned, type PinnedFolder } from "./pinned.ts";

/** Where the clients are: `CLIENTS_DIR`, else a folder in the user's cache. */
export function clientsFolder(): string {
  const own = Deno.env.get("CLIENTS_DIR");
  if (own) return own.replace(/\/+$/, "");
  const home = Deno.env.get("HOME") ?? "/tmp";
  const cache = Deno.build.os === "darwin" ? `${home}/Library/Caches` : `${home}/.cache`;
  return `${Deno.env.get("XDG_CACHE_HOME") || cache}/gemini-web2api-clients`;
}

/** The folder of the installed Node.js binary. */
export function nodeFolder(clients: string): string {
  return `${clients}/${pinned.node.folder}/node_modules/node/bin`;
}

/** Installs from npm what is not there at its version. */
export async function install(clients: string, folders: Iterable<PinnedFolder>): Promise<void> {
  // The others are installed by the Node.js that runs them.
  for (const folder of new Set([pinned.node, ...folders])) await installFolder(clients, folder);
  const version = `v${pinned.node.packages.node}`;
  const { stdout } = await new Deno.Command(`${nodeFolder(clients)}/node`, { args: ["--version"] })
    .output();
  if (new TextDecoder().decode(stdout).trim() !== version) {
    throw new Error(`${nodeFolder(clients)}/node is not Node.js ${version}: remove its folder.`);
  }
}

async function installFolder(clients: string, { folder, packages }: PinnedFolder): Promise<void> {
  const path = `${clients}/${folder}`;
  const wanted = Object.entries(packages);
  const there = await installedVersions(path);
  if (wanted.every(([name, version]) => there[name] === version)) return;
  const specifiers = wanted.map(([name, version]) => `${name}@${version}`);
  console.log(`installing ${specifiers.join(" ")} in ${path}`);
  await Deno.mkdir(path, { recursive: true });
  await Deno.writeTextFile(`${path}/package.json`, '{ "private": true }\n');
  const { success, stdout, stderr } = await new Deno.Command("npm", {
    args: ["install", "--save-exact", "--no-audit", "--no-fund", ...specifiers],
    cwd: path,
    env: { PATH: `${nodeFolder(clients)}:${Deno.env.get("PATH") ?? ""}` },
  }).output();
  if (success) return;
  const decoder = new TextDecoder();
  throw new Error(
    `npm install failed in ${path}:\n${decoder.decode(stdout)}${decoder.decode(stderr)}`,
  );
}

/** What npm says is installed; it writes this file when an installation is complete. */
async function installedVersions(path: string): Promise<Record<string, unknown>> {
  const text = await Deno.readTextFile(`${path}/node_modules/.package-lock.json`).catch(() => "");
  const lock = tryParseJson(text);
  const packages = isJsonObject(lock) && isJsonObject(lock.packages) ? lock.packages : {};
  return Object.fromEntries(
    Object.entries(packages).map(([key, value]) => [
      key.replace(/^node_modules\//, ""),
      isJsonObject(value) ? value.version : undefined,
    ]),
  );
}
