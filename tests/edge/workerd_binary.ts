/** The newest version of the Workers runtime that npm has for all platforms. */
const version = "1.20261023.1";

const packages: Record<string, string> = {
  "linux-x86_64": "workerd-linux-64",
  "linux-aarch64": "workerd-linux-arm64",
  "darwin-x86_64": "workerd-darwin-64",
  "darwin-aarch64": "workerd-darwin-arm64",
  "windows-x86_64": "workerd-windows-64",
};

const name = packages[`${Deno.build.os}-${Deno.build.arch}`];

/** Whether there is a Workers runtime for this platform. */
export const hasWorkerd = name !== undefined;

/** The path of the Workers runtime; fetches it into Deno's cache of npm packages where it is not there. */
export async function workerdBinary(): Promise<string> {
  const id = `@cloudflare/${name}`;
  await deno("cache", "--no-config", "--no-lock", `npm:${id}@${version}`);
  const { npmCache } = JSON.parse(await deno("info", "--json"));
  const file = Deno.build.os === "windows" ? "workerd.exe" : "workerd";
  for (const registry of Deno.readDirSync(npmCache)) {
    const path = `${npmCache}/${registry.name}/${id}/${version}/bin/${file}`;
    if (await Deno.stat(path).then(() => true, () => false)) return path;
  }
  throw new Error(`${id} ${version} is not in ${npmCache}`);
}

async function deno(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(text.decode(stderr));
  return text.decode(stdout);
}
