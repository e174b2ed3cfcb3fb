import { isJsonObject, type JsonObject } from "../../lib/core/json.ts";

export interface RecordedRequest {
  name: string;
  path: string;
  headers: Record<string, string>;
  body: JsonObject;
}

const folder = new URL("../../../shared/clients/requests/", import.meta.url);

/** The recorded bodies of real clients whose file name holds `part`; none where the folder is not there. */
export function recordedRequests(part: string): RecordedRequest[] {
  return fileNames().filter((name) => name.includes(part)).map((name) => {
    const record = JSON.parse(Deno.readTextFileSync(new URL(name, folder)));
    const body = typeof record.body === "string" ? JSON.parse(record.body) : record.body;
    if (!isJsonObject(body)) throw new Error(`${name} holds no body`);
    return { name, path: record.path, headers: record.headers ?? {}, body };
  });
}

function fileNames(): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
