import type { ClientRun } from "./client_process.ts";
import type { PinnedFolder } from "./pinned.ts";
import { Scratch } from "./scratch.ts";
import type { Setup } from "./setup.ts";
import type { Upstream } from "./upstream.ts";

/** A client of the suite. */
export interface TestedClient {
  /** The name for `--only`. */
  key: string;
  title: string;
  version: string;
  packages: PinnedFolder;
  /** Runs all its checks. */
  test(setup: Setup): AsyncIterable<Outcome>;
}

/** How a check went. */
export interface Outcome {
  /** What it shows, as in the table; several checks may show the same. */
  feature: string;
  /** What tells it from others of the same feature. */
  variant?: string;
  ms: number;
  /** What went wrong, and what the client said. */
  failure?: string;
}

/** One thing that a client is to do, in folders of its own. */
export interface Check {
  feature: string;
  variant?: string;
  run(scratch: Scratch): Promise<void>;
}

/** Runs checks one after the other. */
export async function* outcomes(
  checks: Iterable<Check>,
  { signal }: Setup,
): AsyncIterable<Outcome> {
  for (const { feature, variant, run } of checks) {
    const start = performance.now();
    const scratch = await Scratch.create();
    let failure: string | undefined;
    try {
      await run(scratch);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    } finally {
      await scratch.dispose();
    }
    signal.throwIfAborted();
    yield { feature, variant, ms: performance.now() - start, failure };
  }
}

/** Fails unless the text holds all of the words; says what the client wrote. */
export function expectWords(text: string, words: string | string[], run: ClientRun): void {
  const missing = [words].flat().filter((word) => !text.includes(word));
  if (missing.length > 0) {
    throw failed(`no ${JSON.stringify(missing[0])} in: ${tail(text, 600)}`, run);
  }
}

/** Fails unless it holds. */
export function expect(holds: boolean, what: string, run: ClientRun): void {
  if (!holds) throw failed(what, run);
}

/**
 * Has the client look at a picture with its tool. Fails unless the client goes on and the picture comes to the upstream,
 * or words for it, whatever is the upstream's way.
 */
export async function expectPicture(
  { pictureRequests }: Upstream,
  look: () => Promise<{ answer: string; run: ClientRun }>,
): Promise<void> {
  const before = pictureRequests();
  const { answer, run } = await look();
  expectWords(answer, "TOOL_RESULT", run);
  expect(pictureRequests() > before, "the picture did not come to the upstream", run);
}

function failed(what: string, { code, stdout, stderr }: ClientRun): Error {
  return new Error(
    `${what}\nexit: ${code ?? "ended by the suite"}\n` +
      `stdout: ${tail(stdout, 1500)}\nstderr: ${tail(stderr, 1500)}`,
  );
}

function tail(text: string, length: number): string {
  const trimmed = text.trim();
  return trimmed.length > length ? `…${trimmed.slice(-length)}` : trimmed;
}
