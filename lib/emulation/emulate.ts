import type { Backend } from "../core/backend.ts";
import { loadedGenerate } from "../core/loaded_generate.ts";
import { loadedOnce } from "../core/loaded_once.ts";
import type { EmulateOptions } from "./emulation.ts";
import { isPlain } from "./plain_request.ts";

/**
 * A backend with all capabilities. What the upstream lacks is done here, and only that: the conversation, the tools and
 * the wanted JSON become words of one user message, and the answer's text becomes calls and checked JSON again; stop
 * sequences and the output limit end the text and close the upstream. All this is loaded with the first request that
 * needs it.
 */
export function emulate(backend: Backend, options: EmulateOptions = {}): Backend {
  const emulation = loadedOnce(
    () => import("./emulation.ts"),
    ({ emulationOf }) => emulationOf(backend, options),
  );
  const emulated = loadedGenerate(emulation);
  const { countTokens } = backend;
  return {
    name: backend.name,
    capabilities: {
      conversation: true,
      tools: true,
      jsonOutput: true,
      stopSequences: true,
      maxOutputTokens: true,
    },
    families: backend.families,
    knows: (model) => backend.knows(model),
    models: (context) => backend.models(context),
    generate: (request, context) =>
      isPlain(request, backend.capabilities)
        ? backend.generate(request, context)
        : emulated(request, context),
    countTokens: countTokens && (async (request, context) => {
      const plain = isPlain(request, backend.capabilities);
      const asked = plain ? request : (await emulation()).inWords(request);
      return await countTokens.call(backend, asked, context);
    }),
    embed: backend.embed && ((request, context) => backend.embed!(request, context)),
  };
}
