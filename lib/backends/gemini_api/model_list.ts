import type { ModelInfo } from "../../core/backend.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { ApiClient } from "./api_client.ts";
import type { GeminiApiSettings } from "./settings.ts";

const freshMs = 10 * 60_000;
/** Keys whose lists are kept. */
const mostLists = 100;
const mostPages = 20;

interface Listing {
  models: Promise<ModelInfo[]>;
  loadedAt: number;
}

/** The models that a key can use, asked for once in ten minutes. */
export class ModelList {
  readonly #client: ApiClient;
  readonly #now: () => number;
  readonly #isolated: boolean;
  readonly #lists = new Map<string, Listing>();

  constructor(
    client: ApiClient,
    settings: Pick<GeminiApiSettings, "now" | "isolatedRequests">,
  ) {
    this.#client = client;
    this.#now = settings.now ?? Date.now;
    this.#isolated = settings.isolatedRequests ?? false;
  }

  /** Requests that come while the list is on its way share it; one that leaves does not stop it. */
  async get(key: string): Promise<ModelInfo[]> {
    const known = this.#lists.get(key);
    if (known && this.#now() - known.loadedAt < freshMs) return await known.models;
    const models = this.#load(key);
    if (this.#isolated) await models;
    this.#keep(key, models);
    return await models;
  }

  #keep(key: string, models: Promise<ModelInfo[]>): void {
    this.#lists.delete(key);
    this.#lists.set(key, { models, loadedAt: this.#now() });
    for (const oldest of this.#lists.keys()) {
      if (this.#lists.size <= mostLists) break;
      this.#lists.delete(oldest);
    }
    models.catch(() => this.#lists.delete(key));
  }

  async #load(key: string): Promise<ModelInfo[]> {
    const models: ModelInfo[] = [];
    // The client bounds the time of each request.
    const { signal } = new AbortController();
    let page = "";
    for (let pages = 0; pages < mostPages; pages++) {
      const path = `models?pageSize=1000${page && `&pageToken=${encodeURIComponent(page)}`}`;
      const answer = await this.#client.call({ path, key, signal });
      const listed = Array.isArray(answer.models) ? answer.models.filter(isJsonObject) : [];
      models.push(...listed.map(modelInfo));
      if (typeof answer.nextPageToken !== "string" || !answer.nextPageToken) break;
      page = answer.nextPageToken;
    }
    return models;
  }
}

function modelInfo(model: JsonObject): ModelInfo {
  const name = String(model.name).replace(/^models\//, "");
  const methods = model.supportedGenerationMethods;
  return {
    name,
    displayName: text(model.displayName) ?? name,
    description: text(model.description),
    inputTokenLimit: number(model.inputTokenLimit),
    outputTokenLimit: number(model.outputTokenLimit),
    thinking: model.thinking === true,
    methods: Array.isArray(methods) ? methods.map(String) : undefined,
  };
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function number(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
