import { assert } from "@std/assert";
import { bundleInto } from "./bundle.ts";

/** Bytes of the bundle, compressed: what Cloudflare counts; its free plan takes 3,000,000. */
const limit = 150_000;

Deno.test("the Worker's bundle stays small", async () => {
  const folder = await Deno.makeTempDir();
  const bundle = await Deno.readFile(await bundleInto(folder));
  const packed = new Blob([bundle]).stream().pipeThrough(new CompressionStream("gzip"));
  const { byteLength } = await new Response(packed).arrayBuffer();
  await Deno.remove(folder, { recursive: true });
  console.log(`${bundle.length} bytes, ${byteLength} compressed`);
  assert(byteLength < limit, `${byteLength} bytes`);
});
