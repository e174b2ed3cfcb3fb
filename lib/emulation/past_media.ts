import type { MediaPart, Message, TextPart } from "../core/message.ts";

/**
 * A conversation for an upstream that takes no pictures or files: each that lies in the past, and each that a tool
 * brought, is a sentence that says so; `paths` tells where they stood. A refusal would help nobody there, for the client
 * sends them with every request to come. What the user sends just now stays, to be refused.
 */
export function withoutPastMedia(
  messages: readonly Message[],
): { messages: Message[]; paths: string[] } {
  const now = newestOfUser(messages);
  const paths: string[] = [];
  const told = <Part extends { type: string }>(part: Part | MediaPart): Part | TextPart => {
    if (!isMedia(part)) return part;
    paths.push(part.path ?? "messages");
    return { type: "text", text: words(part) };
  };
  const past = messages.map((message, index): Message => {
    if (index === now) return message;
    switch (message.role) {
      case "system":
        return message;
      case "user":
        return { ...message, parts: message.parts.map((part) => told(part)) };
      case "assistant":
        return { ...message, parts: message.parts.map((part) => told(part)) };
      case "tool":
        return {
          ...message,
          parts: message.parts.map((result) =>
            // The parts say in words what the value says; beside it nobody would read the sentence.
            result.parts.some(isMedia)
              ? { ...result, value: undefined, parts: result.parts.map((part) => told(part)) }
              : result
          ),
        };
    }
  });
  return { messages: past, paths };
}

/**
 * The message that the user has just sent. Directly behind results it is not the user's: dialects and clients whose
 * results hold only text put there what else a tool brought.
 */
function newestOfUser(messages: readonly Message[]): number {
  const newest = messages.findLastIndex(({ role }) => role !== "system");
  return messages[newest]?.role === "user" && messages[newest - 1]?.role !== "tool" ? newest : -1;
}

function isMedia(part: { type: string }): part is MediaPart {
  return part.type === "media";
}

function words({ mediaType, name, source }: MediaPart): string {
  const kind = kinds[mediaType.split("/")[0]!] ?? "file";
  const details = [
    name,
    mediaType.endsWith("/*") ? "" : mediaType,
    "url" in source ? source.url : sizeOf(source.base64),
  ].filter(Boolean).join(", ").replace(/\s+/g, " ");
  return `[A ${kind}${details && ` (${details})`} was here; it cannot be shown to you.]`;
}

const kinds: Record<string, string> = { image: "picture", audio: "sound", video: "video" };

function sizeOf(base64: string): string {
  const padding = base64.indexOf("=");
  const bytes = Math.floor((padding < 0 ? base64.length : padding) * 3 / 4);
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
