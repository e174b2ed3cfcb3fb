/**
 * What stands in a thinking block's `signature`. The dialect demands one on every thinking block and has none for tool
 * calls, so Gemini's signatures travel in it under a mark of ours. A signature without a mark is another vendor's: it
 * is dropped, because Gemini refuses what it did not sign. All of it reads as base64.
 */
const MARKS = { thought: "Z2VtaW5pLXRob3Vn", call: "Z2VtaW5pLWNhbGwt" } as const;

/** The signature of a thought that has none. */
export const UNSIGNED = "Z2VtaW5pLXVuc2lnbmVk";

/** `call`: the signature belongs to the tool call that follows. */
export type SignatureOwner = keyof typeof MARKS;

export function wireSignature(owner: SignatureOwner, signature: string): string {
  return MARKS[owner] + signature;
}

export function readSignature(
  text: string,
): { owner: SignatureOwner; signature: string } | undefined {
  for (const owner of ["thought", "call"] as const) {
    if (text.startsWith(MARKS[owner])) {
      return { owner, signature: text.slice(MARKS[owner].length) };
    }
  }
  return undefined;
}
