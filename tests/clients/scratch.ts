import { killThoseAtHome } from "./client_process.ts";
import { picture } from "./sdk/picture.ts";

/** Folders of one run of a client, and what it can only know by looking into them. */
export class Scratch {
  readonly #root: string;
  /** In `marker.txt`. */
  readonly nonce = newNonce();
  /** In `second.txt`. */
  readonly second = newNonce();
  /** In `part-1.txt` to `part-10.txt`. */
  readonly parts = Array.from({ length: 10 }, newNonce);

  private constructor(root: string) {
    this.#root = root;
  }

  static async create(): Promise<Scratch> {
    const scratch = new Scratch(await Deno.makeTempDir({ prefix: "gemini-web2api-client-" }));
    await Deno.mkdir(scratch.home);
    await Deno.mkdir(scratch.work);
    await scratch.write("marker.txt", `${scratch.nonce}\n`);
    await scratch.write("second.txt", `${scratch.second}\n`);
    for (const [index, part] of scratch.parts.entries()) {
      await scratch.write(`part-${index + 1}.txt`, `${part}\n`);
    }
    await Deno.writeFile(`${scratch.work}/picture.png`, Uint8Array.fromBase64(picture));
    return scratch;
  }

  /** The client's home. */
  get home(): string {
    return `${this.#root}/home`;
  }

  /** Where the client works. */
  get work(): string {
    return `${this.#root}/work`;
  }

  /** Writes a file of the working folder. */
  write(name: string, text: string): Promise<void> {
    return Deno.writeTextFile(`${this.work}/${name}`, text);
  }

  /** Reads a file of the working folder; empty where there is none. */
  read(name: string): Promise<string> {
    return Deno.readTextFile(`${this.work}/${name}`).catch(() => "");
  }

  async dispose(): Promise<void> {
    await killThoseAtHome(this.home);
    await Deno.remove(this.#root, { recursive: true });
  }
}

/** A word that nobody can guess. */
export function newNonce(): string {
  return `NONCE-${crypto.randomUUID().slice(0, 8)}`;
}
