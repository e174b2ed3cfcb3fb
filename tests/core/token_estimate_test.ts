import { assertEquals } from "@std/assert";
import { estimateTokens, TokenEstimate } from "../../lib/core/token_estimate.ts";

Deno.test("letters count by four, ideographs and kana one by one, an emoji as one", () => {
  assertEquals(estimateTokens("abcdefgh"), 2);
  assertEquals(estimateTokens("英伟达最新"), 5);
  assertEquals(estimateTokens("ひらがな"), 4);
  assertEquals(estimateTokens("한국어"), 3);
  assertEquals(estimateTokens("😀"), 1);
  assertEquals(estimateTokens(""), 0);
});

Deno.test("pieces add up to what the whole is", () => {
  const estimate = new TokenEstimate();
  for (const piece of ["ab", "c英", "😀", "defg"]) estimate.add(piece);
  assertEquals(estimate.tokens, estimateTokens("abc英😀defg"));
});
