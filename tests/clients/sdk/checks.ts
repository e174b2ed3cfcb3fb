import process from "node:process";

/** One thing that an SDK is to do. */
export interface SdkCheck {
  /** As in the table; several checks may show the same. */
  feature: string;
  name: string;
  run(): Promise<void>;
}

/** Where the programs of this folder find the gateway, and with it the upstream's control. */
export const gateway = variable("GATEWAY");
export const model = variable("MODEL");
export const apiKey = variable("API_KEY");
const control = variable("CONTROL");

export const upstream = variable("UPSTREAM");
/** What the upstream does with pictures: `refused` or `carried`. */
export const pictures = variable("PICTURES");

/** Runs the checks, each in its turn, and writes a line of JSON for each. */
export async function report(checks: SdkCheck[]): Promise<void> {
  for (const { feature, name, run } of checks) {
    const start = performance.now();
    let failure: string | undefined;
    try {
      await withinSeconds(20, run());
    } catch (error) {
      failure = error instanceof Error ? error.stack ?? error.message : String(error);
    }
    const detail = failure?.slice(0, 1500);
    const line = {
      feature,
      name,
      ok: failure === undefined,
      ms: performance.now() - start,
      detail,
    };
    console.log(JSON.stringify(line));
  }
  process.exit(0); // Whatever a failed check left open.
}

/** Fails unless it holds. */
export function ensure(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`not so: ${what}`);
}

/** Fails unless the text holds the word. */
export function ensureWord(text: unknown, word: string): void {
  ensure(String(text).includes(word), `${JSON.stringify(word)} is in ${JSON.stringify(text)}`);
}

/** The error that it fails with. */
export async function errorOf(action: () => Promise<unknown>): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new Error("no error came");
}

/**
 * Lets the next answer stand still behind its first words, has the client read those and leave, and fails unless the
 * upstream's answer ends with it.
 */
export async function ensureCancelled(readAndLeave: () => Promise<void>): Promise<void> {
  const before = Number(await told("aborted"));
  await told("hold");
  await readAndLeave();
  const after = Number(await told("aborted"));
  ensure(after === before + 1, `one answer was aborted, not ${after - before}`);
}

/** Fails unless a picture is refused in clear words, or comes to the upstream, whatever is its way. */
export async function ensurePicture(ask: () => Promise<unknown>): Promise<void> {
  if (pictures === "refused") {
    const { status, message } = await errorOf(ask) as { status?: number; message?: string };
    ensure(status === 400, `a picture gives 400, not ${status}`);
    return ensureWord(message, "takes no pictures");
  }
  const before = Number(await told("pictures"));
  await ask();
  ensure(Number(await told("pictures")) === before + 1, "the picture came to the upstream");
}

async function told(what: string): Promise<string> {
  return await (await fetch(`${control}/${what}`)).text();
}

function withinSeconds(seconds: number, running: Promise<void>): Promise<void> {
  const timeOver = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error(`not done within ${seconds} s`)), seconds * 1000).unref()
  );
  return Promise.race([running, timeOver]);
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The environment has no ${name}.`);
  return value;
}
