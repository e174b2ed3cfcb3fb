import type { NativeEnding } from "../../core/generate_event.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { ApiUsage } from "./wire.ts";

/** Gathers what an answer says beside its content, in Google's own words, for clients that speak them. */
export class NativeCandidate {
  readonly #fields: JsonObject = {};

  /** Takes what one record's candidate says; newer words replace older ones, lists of parts grow. */
  add(candidate: object): void {
    for (const [key, value] of Object.entries(candidate as JsonObject)) {
      if (key === "content" || key === "index") continue;
      if (growing.has(key) && isJsonObject(value)) this.#grow(key, value);
      else this.#fields[key] = value;
    }
  }

  /** `shifted`: places in Google's text are not places in the text that was told, so they are left out. */
  ending(usage: ApiUsage, shifted: boolean): NativeEnding {
    const candidate = { ...this.#fields };
    const { groundingMetadata } = candidate;
    if (shifted && isJsonObject(groundingMetadata)) {
      const { groundingSupports: _, ...placeless } = groundingMetadata;
      candidate.groundingMetadata = placeless;
    }
    const ending: NativeEnding = { family: "google-genai", candidate };
    if (Object.keys(usage).length > 0) ending.usageMetadata = { ...usage };
    return ending;
  }

  #grow(key: string, value: JsonObject): void {
    const known = this.#fields[key];
    const all = isJsonObject(known) ? known : this.#fields[key] = {};
    for (const [name, item] of Object.entries(value)) {
      const list = all[name];
      if (Array.isArray(list) && Array.isArray(item)) { for (const one of item) list.push(one); }
      else all[name] = item;
    }
  }
}

/** Each record tells these of its own part of the answer only. */
const growing = new Set(["citationMetadata", "logprobsResult"]);
