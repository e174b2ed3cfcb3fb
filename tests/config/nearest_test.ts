import { assertEquals } from "@std/assert";
import { nearest } from "../../lib/config/nearest.ts";
import { keys } from "../../lib/config/options.ts";

Deno.test("typing errors and parts of a name lead to the key, other words to none", () => {
  const cases = [
    ["prot", "port"],
    ["PORT", "port"],
    ["api-key", "api_keys"],
    ["modle_aliases", "model_aliases"],
    ["cookies_file", "cookie_file"],
    ["gemini_api_kye", "gemini_api_key"],
    ["fallback", "fallback_to_api"],
    ["banana", undefined],
    ["x", undefined],
  ] as const;
  for (const [typed, meant] of cases) assertEquals(nearest(typed, keys), meant, typed);
});
