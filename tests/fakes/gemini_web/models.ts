import type { GenerateCall } from "./generate_call.ts";
import type { ServedModel } from "./snapshot.ts";

/** The model ids of the header, free and paid, and the name that answers show for them. */
const names: Record<string, string> = {
  fbb127bbb056c959: "3.8 Flash",
  "56fdd199312815e2": "3.8 Flash",
  cf41b0e0dd7d53e5: "3.5 Flash-Lite",
  "8c46e95b1a07cecc": "3.5 Flash-Lite",
  "9d8ca3786ebdfbea": "3.1 Pro",
  e6fa609c3fa255c0: "3.1 Pro",
  "5bf011840784117a": "3 Flash Thinking",
  e051ce1aa80aa576: "3 Flash Thinking",
  a74ec8485b3b5ce4: "3.8 Flash",
  "797f3d0293f288ad": "3.8 Flash",
};

const flashLite = "cf41b0e0dd7d53e5";

/**
 * Who answers: the header decides for an account; the anonymous get Flash-Lite whatever they ask for.
 * `undefined`: the header names no known model.
 */
export function servedModel(call: GenerateCall): ServedModel | undefined {
  const id = call.signedIn ? call.modelId ?? "fbb127bbb056c959" : flashLite;
  const name = names[id];
  if (!name) return undefined;
  return { id, name: call.signedIn && call.inner[80] === 2 ? `${name} Extended` : name };
}
