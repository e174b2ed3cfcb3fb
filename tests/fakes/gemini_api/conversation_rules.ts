import { isJsonObject, type JsonObject } from "../../../lib/core/json.ts";
import { invalid } from "./refusal.ts";

export interface ConversationRules {
  /** Signatures that were handed out. */
  issued: ReadonlySet<string>;
  demandsSignatures: boolean;
  /** The last content may be the model's. */
  endsWithModel: boolean;
  /** Ids of responses are compared with those of their calls. */
  comparesIds: boolean;
}

/** Throws Google's refusal where the contents do not make a conversation. */
export function checkConversation(contents: JsonObject[], rules: ConversationRules): void {
  if (contents.length === 0) {
    throw invalid("* GenerateContentRequest.contents: contents is not specified\n");
  }
  for (const [index, content] of contents.entries()) checkContent(content, index);
  checkPairs(contents, rules);
  checkSignatures(contents, rules);
  if (contents.at(-1)?.role === "model" && !rules.endsWithModel) {
    throw invalid("Requests whose last content has the role 'model' are not supported.");
  }
}

const dataFields = ["text", "inlineData", "fileData", "functionCall", "functionResponse"]
  .concat("executableCode", "codeExecutionResult");

function checkContent(content: JsonObject, index: number): void {
  const { role } = content;
  if (role !== undefined && role !== "user" && role !== "model") {
    throw invalid("Please use a valid role: user, model.");
  }
  const parts = partsOf(content);
  if (parts.length === 0) {
    throw invalid(
      `* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.\n`,
    );
  }
  for (const [at, part] of parts.entries()) {
    const data = dataFields.filter((field) => part[field] !== undefined);
    const path = `GenerateContentRequest.contents[${index}].parts[${at}]`;
    if (data.length === 0 || (part.text === "" && part.thoughtSignature === undefined)) {
      throw invalid(
        `* ${path}.data: required oneof field 'data' must have one initialized field\n`,
      );
    }
    if (data.length > 1) throw invalid(`* ${path}.data: oneof field 'data' is already set\n`);
    if (part.functionCall && role !== "model") {
      throw invalid("Function calls must have the role 'model'.");
    }
    if (part.functionResponse && role === "model") {
      throw invalid("Function responses must have the role 'user'.");
    }
    if (isJsonObject(part.functionResponse)) checkResponse(part.functionResponse, path);
  }
}

function checkResponse({ response, parts }: JsonObject, path: string): void {
  if (!isJsonObject(response)) {
    throw invalid(`* ${path}.function_response.response: required field is not set\n`);
  }
  const names = [...JSON.stringify(parts ?? []).matchAll(/"displayName":"([^"]*)"/g)];
  for (const [, name] of JSON.stringify(response).matchAll(/"\$ref":"([^"]*)"/g)) {
    if (names.some(([, known]) => known === name)) continue;
    throw invalid(
      `The referenced name \`${name}\` in function_response.response does not match to a ` +
        "display_name in the function_response.parts.",
    );
  }
}

function checkPairs(contents: JsonObject[], { comparesIds }: ConversationRules): void {
  for (const [index, content] of contents.entries()) {
    const calls = named(content, "functionCall");
    const responses = named(content, "functionResponse");
    const before = contents[index - 1];
    if (calls.length > 0 && before?.role !== "user") {
      throw invalid(
        "Please ensure that function call turn comes immediately after a user turn or after a " +
          "function response turn.",
      );
    }
    if (responses.length > 0 && (!before || named(before, "functionCall").length === 0)) {
      throw invalid(
        "Please ensure that function response turn comes immediately after a function call turn.",
      );
    }
    if (calls.length === 0) continue;
    const answers = named(contents[index + 1] ?? {}, "functionResponse");
    if (answers.length !== calls.length) {
      throw invalid(
        "Please ensure that the number of function response parts is equal to the number of " +
          "function call parts of the function call turn.",
      );
    }
    for (const [at, call] of calls.entries()) {
      if (answers[at]?.name !== call.name) {
        throw invalid("The order of function responses differs from that of the function calls.");
      }
      if (comparesIds && answers[at]?.id !== call.id) {
        throw invalid("functionResponse.id does not match functionCall.id");
      }
    }
  }
}

function checkSignatures(
  contents: JsonObject[],
  { issued, demandsSignatures }: ConversationRules,
): void {
  const current = contents.findLastIndex((content) =>
    content.role !== "model" && partsOf(content).some(({ text }) => text !== undefined)
  );
  for (const [index, content] of contents.entries()) {
    let calls = 0;
    for (const part of partsOf(content)) {
      const signature = part.thoughtSignature;
      if (signature !== undefined && signature !== standIn && !issued.has(String(signature))) {
        throw invalid("Corrupted thought signature.");
      }
      if (!isJsonObject(part.functionCall) || calls++ > 0) continue;
      if (signature === undefined && demandsSignatures && index > current) {
        throw invalid(
          "Function call is missing a thought_signature in functionCall parts. This is required " +
            "for tools to work correctly, and missing thought_signature may lead to degraded " +
            `model performance. Additional data, function call \`default_api:${part.functionCall.name}\` , ` +
            `position ${index + 1}. Please refer to ` +
            "https://ai.google.dev/gemini-api/docs/thought-signatures for more details.",
        );
      }
    }
  }
}

const standIn = "skip_thought_signature_validator";

export function partsOf(content: JsonObject): JsonObject[] {
  return Array.isArray(content.parts) ? content.parts.filter(isJsonObject) : [];
}

function named(content: JsonObject, field: string): JsonObject[] {
  return partsOf(content).map((part) => part[field]).filter(isJsonObject);
}
