/**
 * How Gemini's thought signatures travel in a dialect that has one opaque field for the signatures of thoughts and none
 * for those of calls: under a mark of ours. What has no mark is another vendor's: it is dropped, because Gemini refuses
 * what it did not sign. All of it reads as base64.
 */
const marks = { thought: "Z2VtaW5pLXRob3Vn", call: "Z2VtaW5pLWNhbGwt" } as const;

/** `call`: the signature belongs to the tool call that follows. */
export type SignatureOwner = keyof typeof marks;

export function wireSignature(owner: SignatureOwner, signature: string): string {
  return marks[owner] + signature;
}

/** What was told under a mark; `undefined` for what is not ours. */
export function readSignature(
  text: string,
): { owner: SignatureOwner; signature: string } | undefined {
  for (const owner of ["thought", "call"] as const) {
    if (text.startsWith(marks[owner])) {
      return { owner, signature: text.slice(marks[owner].length) };
    }
  }
  return undefined;
}
