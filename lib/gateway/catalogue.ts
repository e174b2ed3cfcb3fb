import { googleKeyMissing } from "../backends/gemini_api/key_of.ts";
import type { Backend, GenerateContext, ModelInfo } from "../core/backend.ts";
import { asGatewayError, GatewayError } from "../core/gateway_error.ts";
import type { Admission } from "./access.ts";
import { familyModel, splitThinkSuffix } from "./model_families.ts";
import { cannotServe, canServe, type Purpose } from "./purpose.ts";
import type { GatewaySettings } from "./settings.ts";

/** Which backend serves a request, and under which of its names. */
export interface Resolution {
  backend: Backend;
  model: string;
  /** `@think=N` of the name. */
  depth?: number;
  /** The key for the official API. A secret. */
  key?: string;
  /** Who may serve instead, should this one refuse before it begins. */
  fallback?: Resolution;
}

type CatalogueSettings =
  & Pick<
    GatewaySettings,
    | "backends"
    | "defaultModel"
    | "modelAliases"
    | "strictModels"
    | "route"
    | "geminiApiKey"
    | "fallbackToApi"
  >
  & Partial<Pick<GatewaySettings, "logFault">>;

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

  /**
   * An empty name stands for the usual model of a purpose other than text. Throws `not-found` for an unknown name when models are
   * strict, `unauthenticated` where a key is missing, `unsupported` where the upstream cannot serve the purpose.
   */
  resolve(asked: string, admission: Admission, purpose: Purpose = "text"): Resolution {
    // Half of a surrogate pair, which JSON can hold, has no place in a URL.
    const named = asked.toWellFormed().trim().replace(/^models\//, "");
    const { name: plain, depth } = splitThinkSuffix(named);
    const alias = this.#aliases.get(plain.toLowerCase());
    const { name, depth: aliasDepth } = splitThinkSuffix(alias ?? plain);
    const explicit = /^(web|api)\/(.+)$/.exec(name);
    const backend = explicit
      ? this.#upstream(explicit[1] as "web" | "api", admission)
      : this.#chosen(name, admission, purpose);
    if (admission.guest && backend !== this.#settings.backends.api) throw ownersUpstream();
    if (purpose !== "text" && !canServe(backend, purpose)) throw cannotServe(purpose);
    const { name: model, depth: usualDepth } = this.#modelOf(
      backend,
      explicit?.[2] ?? name,
      purpose,
    );
    return {
      backend,
      model,
      depth: depth ?? aliasDepth ?? usualDepth,
      key: backend === this.#settings.backends.api ? this.#key(admission) : undefined,
      fallback: explicit ? undefined : this.#fallback(backend, name, admission),
    };
  }

  /** Every model that can be asked for, each name once. Throws only where no upstream tells its own. */
  async list(admission: Admission, signal: AbortSignal): Promise<ModelInfo[]> {
    const reachable = this.#reachable(admission);
    const lists = await Promise.allSettled(reachable.map((backend) => {
      return backend.models(this.#context(backend, admission, signal));
    }));
    const failed = lists.filter((list) => list.status === "rejected");
    if (failed.length > 0 && failed.length === lists.length) throw failed[0]!.reason;
    lists.forEach((list, index) => {
      if (list.status === "fulfilled") return;
      const { code, kind } = asGatewayError(list.reason);
      this.#settings.logFault?.(
        `no models of "${reachable[index]!.name}" in the list: ${code ?? kind}`,
      );
    });
    const known = lists.flatMap((list) => list.status === "fulfilled" ? list.value : []);
    const byName = new Map<string, ModelInfo>();
    for (const model of known) {
      // Of two upstreams that have the name, the web comes first in the list, and serves whoever has no Google key.
      if (admission.googleKey || !byName.has(model.name)) byName.set(model.name, model);
    }
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
      route === "api" || admission.guest ? undefined : web,
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

  /** The official API in place of the web app, unless the client said `web/`, under the same name or its family's. */
  #fallback(backend: Backend, name: string, admission: Admission): Resolution | undefined {
    const { fallbackToApi, strictModels, backends: { web, api } } = this.#settings;
    const key = this.#key(admission);
    if (!fallbackToApi || backend !== web || !api || !key) return undefined;
    if (strictModels && !knownName(api, name)) return undefined;
    return { backend: api, model: this.#modelOf(api, name, "text").name, key };
  }

  #chosen(name: string, admission: Admission, purpose: Purpose): Backend {
    const { route, backends: { web, api } } = this.#settings;
    if (route !== "auto") return this.#upstream(route, admission);
    if (!web) return this.#upstream("api", admission);
    if (!api || !this.#key(admission)) return web;
    if (admission.googleKey) return api;
    if (knownName(web, name)) return web;
    return knownName(api, name) || !canServe(web, purpose) ? api : web;
  }

  /** The backend's name for a model; with a depth where the default model serves and has one. */
  #modelOf(backend: Backend, name: string, purpose: Purpose): { name: string; depth?: number } {
    const known = knownName(backend, name);
    if (known !== undefined) return { name: known };
    const { strictModels, defaultModel } = this.#settings;
    if (strictModels && (name !== "" || purpose === "text")) {
      throw new GatewayError(
        "not-found",
        `The model "${name}" is not known here; GET /v1/models lists those that are.`,
        { code: "model_not_found", param: "model" },
      );
    }
    if (purpose === "image" && backend.families.image) return { name: backend.families.image };
    const family = familyModel(backend, bareName(name));
    if (family !== undefined) return { name: family };
    const usual = splitThinkSuffix(defaultModel);
    const own = knownName(backend, usual.name);
    return own === undefined ? { name: backend.families.lite } : { ...usual, name: own };
  }
}

/** The name under which a backend has the model, with or without a vendor before it. */
export function knownName(backend: Backend, name: string): string | undefined {
  return [name, bareName(name)].find((one) => backend.knows(one));
}

function bareName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

function ownersUpstream(): GatewayError {
  return new GatewayError(
    "unauthenticated",
    "A Google key opens the official API only: for the Gemini web app send one of this gateway's api_keys.",
    { code: "invalid_api_key" },
  );
}
