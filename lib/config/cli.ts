import { ConfigError } from "./config_error.ts";
import type { LoadedConfig } from "./load_config.ts";
import { loadConfig } from "./load_config.ts";

/** Exit code for mistakes in flags, variables and files. */
const usageExitCode = 2;

/**
 * The configuration of this process. Prints and exits where a flag asks for it; a mistake is one line on stderr and exit
 * code 2.
 */
export function configOfProcess(version: string): LoadedConfig {
  try {
    const loaded = loadConfig({
      args: Deno.args,
      env: Deno.env.toObject(),
      cwd: Deno.cwd(),
      os: Deno.build.os,
      version,
      readFile,
    });
    if (!("print" in loaded)) return loaded;
    console.log(loaded.print);
    return Deno.exit(0);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return exitWithMistake(error.message);
  }
}

/** Ends the program with one line for the user: also for what shows only later, such as a busy port. */
export function exitWithMistake(message: string): never {
  console.error(`gemini-web2api: ${message}`);
  Deno.exit(usageExitCode);
}

function readFile(path: string): string | undefined {
  try {
    const text = Deno.readTextFileSync(path);
    // As PowerShell's `>` writes it. Taken for UTF-8 its lines would say nothing, and .env be passed over in silence.
    if (text.includes("\0")) throw new Error("it is UTF-16 or no text; save it as UTF-8");
    return text;
  } catch (error) {
    const { NotADirectory, NotFound } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return undefined;
    throw error;
  }
}
