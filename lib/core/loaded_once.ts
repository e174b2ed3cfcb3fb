/**
 * A module, or what is made of it, loaded with the first use; from then on it is there at once. Nobody waits for
 * another's load: the runtime loads a module once by itself. A load that failed is tried again by the next use.
 */
export function loadedOnce<Module>(load: () => Promise<Module>): () => Module | Promise<Module>;
export function loadedOnce<Module, Made>(
  load: () => Promise<Module>,
  make: (module: Module) => Made,
): () => Made | Promise<Made>;
export function loadedOnce(
  load: () => Promise<unknown>,
  make = (module: unknown) => module,
): () => unknown {
  let made: unknown;
  return () => made ?? load().then((module) => made ??= make(module));
}
