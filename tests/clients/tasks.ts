import { isJsonObject, tryParseJson } from "../../lib/core/json.ts";
import { expect, expectWords } from "./check.ts";
import type { ClientRun } from "./client_process.ts";
import type { Scratch } from "./scratch.ts";

/** A prompt that a word answers. */
export function say(word: string): string {
  return `Reply with this word and nothing else: ${word} [[say:${word}]]`;
}

/** A prompt that takes ten calls of a shell, one after the other; each leaves its trace. */
export function tenTurns(shell: (command: string) => string): string {
  const commands = Array.from(
    { length: 10 },
    (_, index) => `cat part-${index + 1}.txt >> parts.txt; cat parts.txt`,
  );
  return `Append the parts to parts.txt, one by one. ${
    commands.map((command) => shell(command)).join("[[next]]")
  }`;
}

/** Fails unless the answer shows that all ten calls were made in turn. */
export function expectParts(answer: string, { parts }: Scratch, run: ClientRun): void {
  expectWords(answer, parts, run);
  const places = parts.map((part) => answer.indexOf(part));
  expect(
    places.every((place, index) => index === 0 || place > places[index - 1]!),
    `the parts came out of turn: ${answer}`,
    run,
  );
}

export const answerSchema = {
  type: "object",
  properties: { answer: { type: "string" } },
  required: ["answer"],
  additionalProperties: false,
};

/** Fails unless the text is an object as of `answerSchema`. */
export function expectAnswer(text: string, answer: string, run: ClientRun): void {
  const value = tryParseJson(text);
  const same = isJsonObject(value) && value.answer === answer && Object.keys(value).length === 1;
  expect(same, `not {"answer":"${answer}"}: ${text}`, run);
}
