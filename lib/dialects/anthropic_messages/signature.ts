export { readSignature, wireSignature } from "../../core/marked_signature.ts";

/** The signature of a thought that has none: the dialect demands one on every thinking block. */
export const UNSIGNED = "Z2VtaW5pLXVuc2lnbmVk";
