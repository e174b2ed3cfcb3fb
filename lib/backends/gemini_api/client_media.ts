import { Buffer } from "node:buffer";
import { GatewayError } from "../../core/gateway_error.ts";
import type { MediaPart, Message, TextPart } from "../../core/message.ts";
import { type FetchedMedia, fetchMedia } from "../../http/fetch_media.ts";
import type { GeminiApiSettings } from "./settings.ts";
import type { ApiPart } from "./wire.ts";

/** The bytes of files that clients named by URL, by that URL. */
export type FetchedFiles = ReadonlyMap<string, FetchedMedia>;

const noFiles: FetchedFiles = new Map();

/** Files that are fetched at the same time. */
const atOnce = 4;

/** Of each file. */
const bounds = { maxBytes: 20_000_000, timeoutSec: 20, maxRedirects: 5 };

/** Bytes of all files together; the API takes no larger request. */
const mostBytes = 100_000_000;

/** Fetches the files of a conversation that the API cannot fetch itself, each once. */
export async function fetchFiles(
  messages: readonly Message[],
  settings: GeminiApiSettings,
  signal: AbortSignal,
): Promise<FetchedFiles> {
  const urls = urlsToFetch(messages);
  if (urls.length === 0) return noFiles;
  const { fetch, allowPrivateUrls: allowPrivate, resolveHost, fetchAt } = settings;
  const options = { ...bounds, fetch, allowPrivate, resolveHost, fetchAt, signal };
  const files = new Map<string, FetchedMedia>();
  let size = 0;
  for (let at = 0; at < urls.length; at += atOnce) {
    await Promise.all(
      urls.slice(at, at + atOnce).map(async (url) => {
        const file = await fetchMedia(url, options);
        files.set(url, file);
        size += file.base64.length * 3 / 4;
      }),
    );
    if (size > mostBytes) throw tooLarge();
  }
  return files;
}

/** The part that shows the model a file. */
export function mediaPart(part: MediaPart, files: FetchedFiles): ApiPart {
  return { ...filePart(part, files), ...part.extras };
}

function filePart(part: MediaPart, files: FetchedFiles): ApiPart {
  const { source } = part;
  if ("base64" in source) return inline(part.mediaType, source.base64);
  const file = files.get(source.url);
  if (file) return inline(file.mediaType ?? part.mediaType, file.base64);
  const mimeType = isExact(part.mediaType) ? { mimeType: part.mediaType } : {};
  return { fileData: { fileUri: source.url, ...mimeType } };
}

function tooLarge(): GatewayError {
  return new GatewayError(
    "too-large",
    `The files that the messages name by URL have more than ${mostBytes} bytes together.`,
    { code: "media_too_large" },
  );
}

/** Each once. */
function urlsToFetch(messages: readonly Message[]): string[] {
  const urls = new Set<string>();
  for (const { parts } of messages) {
    for (const part of parts) {
      if (part.type === "media") addUrl(part, urls);
      if (part.type === "tool-result") part.parts.forEach((piece) => addUrl(piece, urls));
    }
  }
  return [...urls];
}

function addUrl(part: TextPart | MediaPart, urls: Set<string>): void {
  if (part.type === "media" && "url" in part.source && !isGoogleFile(part.source.url)) {
    urls.add(part.source.url);
  }
}

/** What the API reads by its address: uploads to it, Cloud Storage, videos on YouTube. */
function isGoogleFile(url: string): boolean {
  return url.startsWith("gs://") ||
    /^https:\/\/generativelanguage\.googleapis\.com\/(v1\w*\/)?files\//.test(url) ||
    /^https?:\/\/((www|m)\.youtube\.com\/(watch\?|shorts\/|live\/)|youtu\.be\/)/.test(url);
}

function inline(mediaType: string, base64: string): ApiPart {
  const known = isExact(mediaType) ? mediaType : sniffed(base64);
  const mimeType = usualNames[known ?? ""] ?? known ?? mediaType;
  return { inlineData: { mimeType, data: base64 } };
}

function isExact(mediaType: string): boolean {
  return mediaType !== "" && !mediaType.includes("*") && !mediaType.endsWith("/octet-stream");
}

/** Names that the API does not know, and what it calls them. */
const usualNames: Record<string, string> = {
  "image/jpg": "image/jpeg",
  "audio/x-wav": "audio/wav",
  "audio/wave": "audio/wav",
  "audio/vnd.wave": "audio/wav",
  "audio/x-m4a": "audio/m4a",
  "audio/x-flac": "audio/flac",
  "audio/x-aiff": "audio/aiff",
  "application/x-pdf": "application/pdf",
  "text/x-markdown": "text/markdown",
  "application/json": "text/plain",
  "application/xml": "text/xml",
};

/** The media type that a file's first bytes show. */
function sniffed(base64: string): string | undefined {
  const head = Buffer.from(base64.slice(0, 24), "base64").toString("latin1");
  return magic.find(([pattern]) => pattern.test(head))?.[1];
}

const magic: readonly (readonly [RegExp, string])[] = [
  [/^\x89PNG/, "image/png"],
  [/^\xff\xd8\xff/, "image/jpeg"],
  [/^GIF8/, "image/gif"],
  [/^RIFF[^]{4}WEBP/, "image/webp"],
  [/^RIFF[^]{4}WAVE/, "audio/wav"],
  [/^%PDF/, "application/pdf"],
  [/^(ID3|\xff[\xf2\xf3\xfb])/, "audio/mp3"],
  [/^OggS/, "audio/ogg"],
  [/^fLaC/, "audio/flac"],
  [/^[^]{4}ftyp/, "video/mp4"],
  [/^[^]E\xdf\xa3/, "video/webm"],
];
