import { posix, win32 } from "node:path";
import type { Environment } from "./environment.ts";

/** The machine's ways with paths. `os` is a `Deno.build.os`. */
export interface Place {
  cwd: string;
  os: string;
  env: Environment;
}

/** An absolute path; `~/` is the user's home. Relative ones start at `folder`, or at the working directory. */
export function absolutePath(path: string, place: Place, folder?: string): string {
  const { resolve, join } = pathsOf(place.os);
  const home = homeOf(place);
  if (home && /^~[/\\]/.test(path)) return join(home, path.slice(2));
  return resolve(place.cwd, folder ?? "", path);
}

export function folderOf(path: string, place: Place): string {
  return pathsOf(place.os).dirname(path);
}

/** Where a configuration file is looked for when nobody names one, best first. */
export function defaultConfigPaths(place: Place): string[] {
  const { join } = pathsOf(place.os);
  const folder = userConfigFolder(place);
  const own = join(place.cwd, "config.json");
  return folder ? [own, join(folder, "gemini-web2api", "config.json")] : [own];
}

function userConfigFolder(place: Place): string | undefined {
  const { join, isAbsolute } = pathsOf(place.os);
  const home = homeOf(place);
  if (place.os === "windows") return place.env.APPDATA || undefined;
  if (place.os === "darwin") return home && join(home, "Library", "Application Support");
  // The XDG specification has relative paths ignored.
  const xdg = place.env.XDG_CONFIG_HOME;
  if (xdg && isAbsolute(xdg)) return xdg;
  return home && join(home, ".config");
}

function homeOf({ os, env }: Place): string | undefined {
  return (os === "windows" ? env.USERPROFILE : env.HOME) || undefined;
}

function pathsOf(os: string): typeof posix {
  return os === "windows" ? win32 : posix;
}
