import { assertEquals } from "@std/assert";
import { freshXsrfToken, isXsrfRefusal } from "../../../lib/backends/gemini_web/answer/xsrf.ts";

const refusal = `)]}'\n\n100\n[["er",null,null,null,null,400,null,null,null,9,` +
  `[{"48448350":["xsrf","AFresh:1795305600000",["x"]]}]],["di",12]]\n25\n[["e",4,null,null,216]]\n`;

Deno.test("a refusal for the page token is told, with the fresh token", () => {
  assertEquals(isXsrfRefusal(refusal), true);
  assertEquals(freshXsrfToken(refusal), "AFresh:1795305600000");
});

Deno.test("another refusal is none for the page token", () => {
  const other = `)]}'\n\n50\n[["er",null,null,null,null,400,null,null,null,3]]\n`;
  assertEquals(isXsrfRefusal(other), false);
  assertEquals(freshXsrfToken(other), undefined);
  assertEquals(freshXsrfToken("<html>[broken</html>\n[nor this"), undefined);
});
