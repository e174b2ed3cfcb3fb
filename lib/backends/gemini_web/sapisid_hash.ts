/**
 * The `Authorization` value that proves possession of the SAPISID cookie to Google's web services:
 * SHA-1 of `<seconds> <cookie> <origin>`.
 */
export async function sapisidHash(
  sapisid: string,
  origin: string,
  seconds: number,
): Promise<string> {
  const proof = new TextEncoder().encode(`${seconds} ${sapisid} ${origin}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", proof));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `SAPISIDHASH ${seconds}_${hex}`;
}
