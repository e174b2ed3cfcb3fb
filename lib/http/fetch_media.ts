import { Buffer } from "node:buffer";
import { cancelled, GatewayError } from "../core/gateway_error.ts";
import { deadline } from "./deadline.ts";
import { isPrivateAddress, isPrivateHost } from "./private_address.ts";
import { readBody } from "./read_body.ts";

export interface FetchMediaOptions {
  fetch: typeof fetch;
  /** Of the body. */
  maxBytes: number;
  /** For everything, redirects and body included. */
  timeoutSec: number;
  maxRedirects: number;
  /** Fetch from private, loopback and link-local addresses too. */
  allowPrivate: boolean;
  /** The addresses of a name, so that a public name for a private address is found; absent: names are trusted. */
  resolveHost?(name: string): Promise<string[]>;
  /** Fetches from addresses that were judged, lest the name means others by then; absent: `fetch` looks up again. */
  fetchAt?(addresses: readonly string[]): typeof fetch;
  signal: AbortSignal;
}

export interface FetchedMedia {
  /** As the server says; `undefined` where it does not know. */
  mediaType?: string;
  base64: string;
}

/**
 * Fetches a picture, sound, video or document that a client names by its URL: within bounds of size, time and
 * redirects, of a media type that can be one, and never from a private address unless allowed, at no hop.
 * Throws `invalid-request` that names the URL's host, and `cancelled`.
 */
export async function fetchMedia(url: string, options: FetchMediaOptions): Promise<FetchedMedia> {
  const limit = deadline(options.timeoutSec * 1000, options.signal);
  try {
    const file = await follow(url, { ...options, signal: limit.signal });
    const mediaType = mediaTypeOf(file);
    return { mediaType, base64: await readBase64(file, options.maxBytes) };
  } catch (thrown) {
    if (options.signal.aborted) {
      throw cancelled();
    }
    if (limit.expired) throw refused(url, `it took more than ${options.timeoutSec} seconds`);
    if (thrown instanceof GatewayError) throw thrown;
    throw refused(url, "its server cannot be reached", thrown);
  } finally {
    limit.stop();
  }
}

interface Answer {
  url: string;
  /** A 200. */
  response: Response;
}

/** The answer at the end of the redirects. */
async function follow(start: string, options: FetchMediaOptions): Promise<Answer> {
  let url = start;
  for (let hops = 0; hops <= options.maxRedirects; hops++) {
    const addresses = await judgedAddresses(url, options);
    const fetchFrom = addresses && options.fetchAt ? options.fetchAt(addresses) : options.fetch;
    const response = await fetchFrom(url, {
      redirect: "manual",
      headers: { "Accept": "*/*" },
      signal: options.signal,
    });
    if (response.status === 200) return { url, response };
    await response.body?.cancel();
    const location = response.headers.get("location");
    const next = response.status >= 300 && response.status < 400 && location
      ? URL.parse(location, url)?.href
      : undefined;
    if (!next) throw refused(url, `its server answered with HTTP ${response.status}`);
    url = next;
  }
  throw refused(start, `it redirects more than ${options.maxRedirects} times`);
}

/** Throws where the URL must not be fetched; else the addresses behind its name, as far as they can be known. */
async function judgedAddresses(
  text: string,
  options: FetchMediaOptions,
): Promise<string[] | undefined> {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw refused(text, "only http and https addresses, or data: URLs, can be fetched");
  }
  if (url.username || url.password) throw refused(text, "it holds a user name or password");
  if (options.allowPrivate) return undefined;
  const { hostname } = url;
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  const isPrivate = isPrivateHost(hostname);
  const addresses = isAddress || isPrivate ? undefined : await options.resolveHost?.(hostname);
  if (isPrivate || addresses?.some(isPrivateAddress)) {
    throw refused(text, "it lies on a private network, which only allow_private_urls permits");
  }
  return addresses;
}

function mediaTypeOf({ url, response }: Answer): string | undefined {
  const type = response.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (!type || unknownTypes.includes(type)) return undefined;
  if (allowed.test(type)) return type;
  void response.body?.cancel();
  throw refused(
    url,
    `it is ${type}, and only pictures, sounds, videos, PDF and plain text can be read`,
  );
}

const unknownTypes = ["application/octet-stream", "binary/octet-stream"];

/** A web page is no document: it is what servers send instead of one. */
const allowed =
  /^(image|audio|video)\/|^text\/(?!html)|^application\/(pdf|json|xml|rtf|yaml|x-yaml|javascript)$/;

async function readBase64({ url, response }: Answer, maxBytes: number): Promise<string> {
  const tooLarge = () =>
    new GatewayError(
      "too-large",
      `Cannot fetch the file at ${hostOf(url)}: it is larger than ${maxBytes} bytes.`,
      { code: "media_too_large" },
    );
  if (!response.body) return "";
  const body = readBody(response.body);
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    if (Number(response.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
    for (let bytes; (bytes = await body.read());) {
      size += bytes.length;
      if (size > maxBytes) throw tooLarge();
      pieces.push(Buffer.from(bytes)); // a copy: the reader uses its buffer again
    }
  } catch (thrown) {
    await body.cancel();
    throw thrown;
  }
  return Buffer.concat(pieces, size).toString("base64");
}

function refused(url: string, why: string, cause?: unknown): GatewayError {
  return new GatewayError("invalid-request", `Cannot fetch the file at ${hostOf(url)}: ${why}.`, {
    code: "media_not_fetched",
    cause,
  });
}

/** Only the host: a path may hold a secret. */
function hostOf(url: string): string {
  return URL.parse(url)?.host || "that URL";
}
