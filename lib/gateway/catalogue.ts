import type { Backend, GenerateContext, ModelInfo } from "../core/backend.ts";
import { GatewayError } from "../core/gateway_error.ts";
import type { Admission } from "./access.ts";
import { familyModel, splitThinkSuffix } from "./model_families.ts";
import type { GatewaySettings } from "./settings.ts";

/** Which backend serves a request, and under which of its names. */
export interface Resolution {
  backend: Backend;
  model: string;
  /** `@think=N` of the name. */
  depth?: number;
  /** The key for the official API. A secret. */
  key?: string;
}

type CatalogueSettings = Pick<
  GatewaySettings,
  "backends" | "defaultModel" | "modelAliases" | "strictModels" | "route" | "geminiApiKey"
>;

/**
 * Finds the model behind a name: an alias first, then `web/NAME` or `api/NAME` as they say, else the upstream that
 * knows the name, else the family the name belongs to, else the default model.
 */
export class Catalogue {
  readonly #settings: CatalogueSettings;
  readonly #aliases: Map<string, string>;

  constructor(settings: CatalogueSettings) {
    this.#settings = settings;
    this.#aliases = new Map(
      Object.entries(settings.modelAliases).map(([name, model]) => [name.toLowerCase(), model]),
    );
  }

  /** Throws `not-found` for an unknown name when models are strict, `unauthenticated` where a key is missing. */
  resolve(asked: string, admission: Admission): Resolution {
    const { name: plain, depth } = splitThinkSuffix(asked.trim().replace(/^models\//, ""));
    const alias = this.#aliases.get(plain.toLowerCase());
    const { name, depth: aliasDepth } = splitThinkSuffix(alias ?? plain);
    const explicit = /^(web|api)\/(.+)$/.exec(name);
    const backend = explicit
      ? this.#upstream(explicit[1] as "web" | "api", admission)
      : this.#chosen(name, admission);
    return {
      backend,
      model: this.#modelOf(backend, explicit?.[2] ?? name),
      depth: depth ?? aliasDepth,
      key: backend === this.#settings.backends.api ? this.#key(admission) : undefined,
    };
  }

  /** Every model that can be asked for, each name once. */
  async list(admission: Admission, signal: AbortSignal): Promise<ModelInfo[]> {
    const lists = await Promise.all(
      this.#reachable(admission).map((backend) => {
        return backend.models(this.#context(backend, admission, signal));
      }),
    );
    const byName = new Map(lists.flat().map((model) => [model.name, model]));
    for (const [alias, target] of Object.entries(this.#settings.modelAliases)) {
      const model = byName.get(target.replace(/^(web|api)\//, ""));
      if (!byName.has(alias)) {
        byName.set(alias, { ...model, name: alias, displayName: model?.displayName ?? target });
      }
    }
    return [...byName.values()];
  }

  /** What is known of the model behind a name. */
  async find(asked: string, admission: Admission, signal: AbortSignal): Promise<ModelInfo> {
    const { backend, model } = this.resolve(asked, admission);
    const known = await backend.models(this.#context(backend, admission, signal));
    const found = known.find((info) => info.name === model);
    return { ...found, name: asked, displayName: found?.displayName ?? model };
  }

  #context(backend: Backend, admission: Admission, signal: AbortSignal): GenerateContext {
    const { api } = this.#settings.backends;
    return { signal, key: backend === api ? this.#key(admission) : undefined };
  }

  #key(admission: Admission): string | undefined {
    return admission.googleKey ?? this.#settings.geminiApiKey;
  }

  #reachable(admission: Admission): Backend[] {
    const { web, api } = this.#settings.backends;
    const { route } = this.#settings;
    const backends = [
      route === "api" ? undefined : web,
      route !== "web" && this.#key(admission) ? api : undefined,
    ];
    return backends.filter((backend) => backend !== undefined);
  }

  #upstream(word: "web" | "api", admission: Admission): Backend {
    const backend = this.#settings.backends[word];
    if (!backend) {
      throw new GatewayError("not-found", `This gateway has no upstream "${word}".`, {
        code: "model_not_found",
        param: "model",
      });
    }
    if (word === "api" && !this.#key(admission)) throw googleKeyMissing();
    return backend;
  }

  #chosen(name: string, admission: Admission): Backend {
    const { route, backends: { web, api } } = this.#settings;
    if (route !== "auto") return this.#upstream(route, admission);
    if (!web) return this.#upstream("api", admission);
    if (!api || !this.#key(admission)) return web;
    if (admission.googleKey) return api;
    return !web.knows(name) && api.knows(name) ? api : web;
  }

  #modelOf(backend: Backend, name: string): string {
    if (backend.knows(name)) return name;
    const bare = name.slice(name.lastIndexOf("/") + 1);
    if (backend.knows(bare)) return bare;
    const { strictModels, defaultModel } = this.#settings;
    if (strictModels) {
      throw new GatewayError(
        "not-found",
        `The model "${name}" is not known here; GET /v1/models lists those that are.`,
        { code: "model_not_found", param: "model" },
      );
    }
    const fallback = splitThinkSuffix(defaultModel).name.replace(/^(web|api)\//, "");
    return familyModel(backend, bare) ??
      (backend.knows(fallback) ? fallback : backend.families.lite);
  }
}

function googleKeyMissing(): GatewayError {
  return new GatewayError(
    "unauthenticated",
    "The official Gemini API needs a key: set gemini_api_key, or send a Google key (AIza…) as the API key.",
    { code: "google_key_missing" },
  );
}
