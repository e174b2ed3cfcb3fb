import { GatewayError } from "../../core/gateway_error.ts";
import type { GenerateEvent, NativeEnding, Usage } from "../../core/generate_event.ts";
import { isJsonObject, type JsonObject, tryParseJson } from "../../core/json.ts";
import { interrupted, unreadable } from "./api_failure.ts";
import { citations } from "./citations.ts";
import { brokenCall } from "./finish.ts";
import { apiFailure } from "./google_failure.ts";
import { NativeCandidate } from "./native_candidate.ts";
import type { SignedCall } from "./signature_cache.ts";
import { SseRecords } from "./sse_records.ts";
import type { ApiCitationSource, ApiGrounding, ApiPart, ApiRecord, ApiUsage } from "./wire.ts";

export interface AnswerReaderOptions {
  /** No more than one call: the API has no such setting, so those behind the first are left out. */
  onlyOneCall: boolean;
  /** A secret that no message may repeat. */
  key: string;
  /** An id for a call that came without. */
  newCallId(): string;
  onSignedCall(call: SignedCall, signature: string): void;
}

/** Turns the bytes of a streamed answer into events. */
export class AnswerReader {
  readonly #options: AnswerReaderOptions;
  readonly #decoder = new TextDecoder();
  readonly #records = new SseRecords();
  readonly #text: string[] = [];
  readonly #quoted: ApiCitationSource[] = [];
  readonly #native = new NativeCandidate();
  #events: GenerateEvent[] = [];
  #usage: ApiUsage = {};
  #grounding?: ApiGrounding;
  #fenced = false;
  #handedOn = false;
  #failed?: GatewayError;
  readonly #callIds = new Set<string>();
  /** Whether anything but thoughts was told. */
  said = false;
  model?: string;
  finishReason?: string;
  /** Some models end every record with a reason to stop, which then means nothing. */
  wentOn = false;
  /** The record that says that the prompt was blocked, and why. */
  blocked?: JsonObject;

  constructor(options: AnswerReaderOptions) {
    this.#options = options;
  }

  get hasCalls(): boolean {
    return this.#callIds.size > 0;
  }

  /** The events that these bytes bring. Throws where a record holds an error or is none. */
  read(bytes: Uint8Array): GenerateEvent[] {
    return this.#take(this.#records.push(this.#decoder.decode(bytes, { stream: true })));
  }

  /** The events of an answer that came in one piece, which is one record. */
  readWhole(text: string): GenerateEvent[] {
    return this.#withSources(this.#take([text]));
  }

  /** The events that are left at the end of the body: the last line, and the sources. */
  end(): GenerateEvent[] {
    const rest = this.#records.push(this.#decoder.decode());
    return this.#withSources(this.#take([...rest, ...this.#records.end()]));
  }

  /** What the answer says beside its content, in Google's words. */
  native(): NativeEnding {
    return this.#native.ending(this.#usage, this.#fenced);
  }

  /** What the answer cost. */
  usage(): Usage {
    const usage = this.#usage;
    const thoughts = count(usage.thoughtsTokenCount);
    const cached = count(usage.cachedContentTokenCount);
    return {
      inputTokens: count(usage.promptTokenCount) + count(usage.toolUsePromptTokenCount),
      outputTokens: count(usage.candidatesTokenCount) + thoughts,
      ...(thoughts > 0 && { reasoningTokens: thoughts }),
      ...(cached > 0 && { cachedInputTokens: cached }),
    };
  }

  #take(records: readonly string[]): GenerateEvent[] {
    if (this.#failed) throw this.#failed;
    try {
      for (const record of records) this.#record(record);
    } catch (error) {
      // A record of another shape than the API's shows as a TypeError.
      const thrown = error instanceof GatewayError ? error : unreadable();
      // What was said before a failure is told first, unless nothing was told at all: then a retry makes good for it.
      if (!this.#handedOn || this.#events.length === 0) throw thrown;
      this.#failed = thrown;
    }
    const events = this.#events;
    if (events.length > 0) {
      this.#events = [];
      this.#handedOn = true;
    }
    return events;
  }

  #record(data: string): void {
    const record = tryParseJson(data);
    if (!isJsonObject(record)) {
      // Not every way in which a body can end shows that the rest is missing.
      throw record === undefined && data.trimStart().startsWith("{") ? interrupted() : unreadable();
    }
    if (record.error !== undefined) throw this.#failure(record);
    const { candidates, usageMetadata, modelVersion, promptFeedback }: ApiRecord = record;
    if (usageMetadata) this.#usage = usageMetadata;
    if (modelVersion) this.model ??= modelVersion.replace(/^models\//, "");
    if (promptFeedback?.blockReason) this.blocked = record;
    const candidate = candidates?.[0];
    if (!candidate) return;
    const parts = candidate.content?.parts;
    if (parts) { for (const part of parts) this.#part(part); }
    if (candidate.groundingMetadata) this.#grounding = candidate.groundingMetadata;
    const quoted = candidate.citationMetadata?.citationSources;
    if (quoted) this.#quoted.push(...quoted);
    if (candidate.finishReason) this.finishReason = candidate.finishReason;
    this.#native.add(candidate);
  }

  #withSources(events: GenerateEvent[]): GenerateEvent[] {
    const text = this.#fenced ? undefined : this.#text.join("");
    const sources = { grounding: this.#grounding, quoted: this.#quoted };
    return [...events, ...citations(sources, text)];
  }

  #failure(record: JsonObject) {
    const error = isJsonObject(record.error) ? record.error : {};
    return apiFailure(error, { key: this.#options.key });
  }

  #part(part: ApiPart): void {
    const { text, thoughtSignature: signature } = part;
    // Servers that stand in for Google write null for what a part is not.
    if (text !== undefined && text !== null) {
      return this.#say(part.thought ? "reasoning" : "text", text, signature);
    }
    if (part.functionCall) return this.#call(part.functionCall, signature);
    if (part.inlineData) {
      // Pictures of thoughts are drafts.
      if (part.thought) return;
      const { mimeType: mediaType, data: base64 } = part.inlineData;
      this.#told({ type: "media", mediaType, source: { base64 }, signature });
    } else if (part.fileData) {
      const { mimeType: mediaType = "application/octet-stream", fileUri: url } = part.fileData;
      this.#told({ type: "media", mediaType, source: { url }, signature });
    } else if (part.executableCode) {
      const { language = "", code = "" } = part.executableCode;
      this.#fence(language.toLowerCase().replace("language_unspecified", ""), code, signature);
    } else if (part.codeExecutionResult) {
      const { output = "" } = part.codeExecutionResult;
      this.#fence("", output, signature);
    } else if (signature) this.#say("text", "", signature);
  }

  #say(type: "text" | "reasoning", delta: string, signature: string | undefined): void {
    if (!delta && !signature) return;
    if (type === "text") this.#text.push(delta);
    if (type === "text" && delta) this.said = true;
    if (delta && this.finishReason) this.wentOn = true;
    const last = this.#events.at(-1);
    if (last?.type === type && !last.signature) {
      last.delta += delta;
      if (signature) last.signature = signature;
    } else {
      this.#events.push(signature ? { type, delta, signature } : { type, delta });
    }
  }

  /** What Google's own tools ran is told as code. */
  #fence(language: string, text: string, signature: string | undefined): void {
    this.#fenced = true;
    const end = text.endsWith("\n") || text === "" ? "" : "\n";
    this.#say("text", `\n\`\`\`${language}\n${text}${end}\`\`\`\n`, signature);
  }

  #call(call: NonNullable<ApiPart["functionCall"]>, signature: string | undefined): void {
    if (this.#callIds.size > 0 && this.#options.onlyOneCall) return;
    if (!call.name) throw brokenCall("no name");
    if (!isJsonObject(call.args ?? {})) throw brokenCall("no object of arguments");
    // Results find their calls by these ids, so none may come twice.
    const id = call.id && !this.#callIds.has(call.id) ? call.id : this.#options.newCallId();
    this.#callIds.add(id);
    const args = JSON.stringify(call.args ?? {});
    this.#told({ type: "tool-call-start", id, name: call.name });
    this.#told({ type: "tool-call-delta", delta: args });
    this.#told({ type: "tool-call-end", ...(signature && { signature }) });
    if (signature) {
      this.#options.onSignedCall({ id, name: call.name, arguments: args }, signature);
    }
  }

  #told(event: GenerateEvent): void {
    this.said = true;
    if (this.finishReason) this.wentOn = true;
    this.#events.push(event);
  }
}

/** What is no number does not count: a text would be joined to the sum. */
function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
