import { isJsonObject, type JsonObject } from "../../../lib/core/json.ts";
import { checkConversation } from "./conversation_rules.ts";
import { checkShape } from "./message_shapes.ts";
import { checkModelRules, type FakeModel } from "./model_rules.ts";
import { checkReferences } from "./reference_rules.ts";
import { checkJsonSchema, checkSchema } from "./schema_rules.ts";

/** Throws Google's refusal where a request for content is not as the API wants it. */
export function checkGenerateRequest(
  request: JsonObject,
  model: FakeModel,
  issued: ReadonlySet<string>,
): void {
  checkShape(request, "GenerateContentRequest");
  checkSchemas(request);
  checkModelRules(request, model);
  const contents = Array.isArray(request.contents) ? request.contents.filter(isJsonObject) : [];
  const { generation, name } = model;
  checkConversation(contents, {
    issued,
    demandsSignatures: generation >= 3 && !name.includes("image"),
    endsWithModel: generation < 3.6 && !(generation >= 3.5 && name.includes("lite")),
    comparesIds: generation >= 3.6,
  });
}

function checkSchemas({ tools, generationConfig }: JsonObject): void {
  for (const [at, tool] of (Array.isArray(tools) ? tools : []).entries()) {
    const declared = isJsonObject(tool) ? tool.functionDeclarations : undefined;
    for (const [index, one] of (Array.isArray(declared) ? declared : []).entries()) {
      if (!isJsonObject(one)) continue;
      const path = `GenerateContentRequest.tools[${at}].function_declarations[${index}]`;
      if (isJsonObject(one.parameters)) checkSchema(one.parameters, `${path}.parameters`);
      checkJsonSchema(one.parametersJsonSchema, `${path}.parameters_json_schema`);
      checkReferences(one.parametersJsonSchema);
    }
  }
  const config = isJsonObject(generationConfig) ? generationConfig : {};
  const path = "GenerateContentRequest.generation_config";
  if (isJsonObject(config.responseSchema)) {
    checkSchema(config.responseSchema, `${path}.response_schema`);
  }
  checkJsonSchema(config.responseJsonSchema, `${path}.response_json_schema`);
  checkReferences(config.responseJsonSchema);
}
