import type { Fields } from "../../core/fields.ts";
import type { ReasoningEffort } from "../../core/generate_request.ts";
import { isJsonObject } from "../../core/json.ts";
import type { MediaPart, Message, TextPart, ToolResultPart } from "../../core/message.ts";
import { AssistantReader } from "./assistant_content.ts";
import { classify } from "./content_kinds.ts";
import type { BlockKind } from "./content_kinds.ts";
import { contentParts, fileRefusal, plainContent, text } from "./content_parts.ts";
import { optionalEffort } from "./reasoning.ts";
import { toldText } from "./told_text.ts";

/** What a conversation does to the tools on offer, in its order. */
export type ToolChange =
  | { type: "offer" | "withdraw"; name: string }
  | { type: "define"; definition: Fields };

export interface Conversation {
  messages: Message[];
  toolChanges: ToolChange[];
  /** The effort that the newest system message asks for, where one does. */
  effort?: ReasoningEffort;
  /** Paths of blocks that nobody can read. */
  ignored: string[];
}

/** The neutral messages of `system` and `messages`, in their order. */
export function readConversation(fields: Fields): Conversation {
  return new ConversationReader().read(fields);
}

class ConversationReader {
  readonly #messages: Message[] = [];
  readonly #toolChanges: ToolChange[] = [];
  readonly #ignored: string[] = [];
  readonly #callNames = new Map<string, string>();
  #effort?: ReasoningEffort;

  read(fields: Fields): Conversation {
    const system = plainContent(fields, "system");
    if (!system.every(isText)) fields.fail("system", "a string or text blocks");
    if (system.length > 0) this.#messages.push({ role: "system", parts: system });
    const entries = fields.objects("messages");
    if (entries.length === 0) fields.fail("messages", "at least one message");
    const newestUser = entries.findLastIndex(({ object }) => object.role === "user");
    entries.forEach((entry, index) => this.#entry(entry, index < newestUser));
    return {
      messages: this.#messages,
      toolChanges: this.#toolChanges,
      effort: this.#effort,
      ignored: this.#ignored,
    };
  }

  #entry(entry: Fields, beforeNewestUser: boolean): void {
    switch (entry.oneOf("role", ["user", "assistant", "system"])) {
      case "system":
        return this.#system(entry, beforeNewestUser);
      case "user":
        return this.#user(entry);
      case "assistant":
        return this.#assistant(entry);
    }
  }

  #system(entry: Fields, beforeNewestUser: boolean): void {
    const parts: TextPart[] = [];
    for (const { block, type, kind } of blocksOf(entry)) {
      if (kind === "tool-change") this.#toolChange(block, type);
      else if (type === "text") parts.push(...contentParts(block, type).filter(isText));
      else block.fail("type", "a block that a system message can hold");
    }
    if (entry.has("content") && !Array.isArray(entry.object.content)) {
      parts.push(text(entry.string("content")));
    }
    const config = entry.optionalNested("output_config");
    if (config) this.#effort = optionalEffort(config) ?? this.#effort;
    // Such a text is meant for the user's turn that it follows, and no longer shown after it.
    const cleared = entry.optionalOneOf("clear_at", ["next_user_message", "never"]);
    if (cleared === "next_user_message" && beforeNewestUser) return;
    if (parts.length > 0) this.#messages.push({ role: "system", parts });
  }

  /** Results come first, as one message: what else was said in their turn was said after the tools had run. */
  #user(entry: Fields): void {
    const results: ToolResultPart[] = [];
    const parts: (TextPart | MediaPart)[] = [];
    for (const { block, type, kind } of blocksOf(entry)) {
      if (kind === "result") results.push(this.#result(block));
      else parts.push(...this.#saidByAnyone(block, type, kind));
    }
    if (results.length > 0) this.#messages.push({ role: "tool", parts: results });
    if (typeof entry.object.content === "string") parts.push(text(entry.string("content")));
    if (parts.length > 0) this.#messages.push({ role: "user", parts });
  }

  #assistant(entry: Fields): void {
    const reader = new AssistantReader();
    for (const { block, type, kind } of blocksOf(entry)) {
      if (kind === "thought") reader.thought(block);
      else if (kind === "call") {
        const call = reader.call(block);
        this.#callNames.set(call.id, call.name);
      } else {
        reader.say(this.#saidByAnyone(block, type, kind));
      }
    }
    if (typeof entry.object.content === "string") reader.say([text(entry.string("content"))]);
    const { parts } = reader;
    if (parts.length > 0) this.#messages.push({ role: "assistant", parts });
  }

  #result(block: Fields): ToolResultPart {
    const callId = block.string("tool_use_id");
    this.#referencedTools(block.object.content);
    return {
      type: "tool-result",
      callId,
      name: this.#callNames.get(callId),
      parts: plainContent(block, "content"),
      isError: block.optionalBoolean("is_error"),
    };
  }

  #saidByAnyone(block: Fields, type: string, kind: BlockKind): (TextPart | MediaPart)[] {
    switch (kind) {
      case "content":
        return contentParts(block, type);
      case "told": {
        if (type === "tool_search_tool_result" && isJsonObject(block.object.content)) {
          this.#referencedTools(block.object.content.tool_references);
        }
        const changes = block.optionalObjects("tool_changes") ?? [];
        for (const change of changes) this.#toolChange(change, change.string("type"));
        const told = toldText(block, type);
        return told ? [text(told)] : [];
      }
      case "ignored":
        block.readAll();
        this.#ignored.push(block.path);
        return [];
      case "refused":
        throw fileRefusal(block);
      case "thought":
      case "call":
      case "result":
      case "tool-change":
        return block.fail("type", "a type of block that this role can send");
    }
  }

  #referencedTools(content: unknown): void {
    if (!Array.isArray(content)) return;
    for (const block of content) {
      if (isJsonObject(block) && typeof block.tool_name === "string") {
        this.#toolChanges.push({ type: "offer", name: block.tool_name });
      }
    }
  }

  #toolChange(block: Fields, type: string): void {
    block.raw("cache_control");
    const tool = block.nested("tool");
    switch (tool.oneOf("type", ["tool_reference", "tool_definition"])) {
      case "tool_reference": {
        const name = tool.string("name");
        this.#toolChanges.push({ type: type === "tool_removal" ? "withdraw" : "offer", name });
        return;
      }
      case "tool_definition":
        this.#toolChanges.push({ type: "define", definition: tool.nested("definition") });
    }
  }
}

interface ClassifiedBlock extends ReturnType<typeof classify> {
  block: Fields;
}

/** The blocks of a message; none where its content is a string or, in a system message, absent. */
function blocksOf(entry: Fields): ClassifiedBlock[] {
  const { role, content } = entry.object;
  if (typeof content === "string" || (role === "system" && !entry.has("content"))) return [];
  if (!Array.isArray(content)) return entry.fail("content", "a string or an array of blocks");
  return entry.objects("content").map((block) => ({ block, ...classify(block) }));
}

function isText(part: TextPart | MediaPart): part is TextPart {
  return part.type === "text";
}
