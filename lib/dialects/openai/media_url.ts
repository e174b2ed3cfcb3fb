import type { MediaPart } from "../../core/message.ts";

/**
 * The media of an `http(s):` or base64 `data:` URL; `undefined` where it is neither. `mediaType` is what to call it
 * where the URL does not say.
 */
export function mediaOfUrl(url: string, mediaType: string): MediaPart | undefined {
  if (/^https?:\/\//i.test(url)) return { type: "media", mediaType, source: { url } };
  const comma = url.indexOf(",");
  const head = url.slice(0, Math.max(comma, 0));
  const data = /^data:([^;,]*)(?:;[^;,]*)*;base64$/i.exec(head);
  if (!data) return undefined;
  return {
    type: "media",
    mediaType: data[1] || mediaType,
    source: { base64: url.slice(comma + 1) },
  };
}
