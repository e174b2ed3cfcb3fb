import type { ApiClient } from "./api_client.ts";
import type { GeminiApiSettings } from "./settings.ts";
import type { SignatureCache } from "./signature_cache.ts";

/** What all requests to the API share. */
export interface Upstream {
  settings: GeminiApiSettings;
  client: ApiClient;
  signatures: SignatureCache;
}
