/**
 * A prompt is sections, each under a line that holds nothing but its header:
 *
 *     [System]  [Tools]  [Output]  [User]  [Assistant]  [Tool result: NAME CALL_ID]  [Reminder]
 *
 * A line of a section's own text that looks like such a header gets one space before it (and one more for each that it
 * already has), so that no text can open a section, and nothing but that space differs from what the client wrote.
 */
export interface Section {
  header: string;
  body: string;
}

export const headers = {
  system: "[System]",
  tools: "[Tools]",
  output: "[Output]",
  user: "[User]",
  assistant: "[Assistant]",
  reminder: "[Reminder]",
  toolResult: (name: string, callId: string) => `[Tool result: ${word(name)} ${word(callId)}]`,
};

/** The prompt that these sections make. */
export function joinSections(sections: readonly Section[]): string {
  return sections.map(({ header, body }) => body ? `${header}\n${body}` : header).join("\n\n");
}

/** A text in which no line can be taken for a header. */
export function guarded(text: string): string {
  return text.includes("[") ? text.replace(headerLine, " $&") : text;
}

const names = "System|Tools|Output|User|Assistant|Reminder";
const headerLine = new RegExp(`^ *\\[(?:${names}|Tool result: [^\\n\\r]*)\\][ \\t]*$`, "gm");

/** Names and ids stand in a header line: whatever would end the word or the line is replaced. */
function word(text: string): string {
  return text.replace(/[\s\[\]]+/g, "_") || "_";
}
