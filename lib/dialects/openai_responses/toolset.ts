import type { Fields } from "../../core/fields.ts";
import type { OutputMedia } from "../../core/generate_request.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Tool } from "../../core/tool.ts";
import { unsupportedField } from "../openai/field_decisions.ts";
import { freeformTool } from "../openai/freeform_tool.ts";
import { toolTypes } from "./decisions.ts";

/** A tool as the client declared it, and so how its calls must go back. */
export interface DeclaredTool {
  kind: "function" | "custom" | "tool-search";
  name: string;
  namespace?: string;
  description?: string;
  parameters?: JsonObject;
  strict?: boolean;
}

/** The name under which the vendor's own search over deferred tools is offered as a function. */
export const toolSearchName = "tool_search";

/**
 * The client's tools, flat. A tool in a namespace keeps its bare name unless another tool has it too; then it is
 * `NAMESPACE__NAME`. A later declaration of the same tool replaces the earlier one.
 */
export class Toolset {
  /** Google's search takes the place of the vendor's. */
  webSearch = false;
  outputMedia?: OutputMedia;
  /** Tools that were accepted but cannot be called, as `tools[type=…]`. */
  readonly ignored: string[] = [];
  readonly #declared = new Map<string, DeclaredTool>();
  /** Tools by the model's name for them. */
  #named?: Map<string, DeclaredTool>;

  /** Reads one entry of a `tools` list. */
  add(fields: Fields): void {
    this.#named = undefined;
    const type = fields.string("type");
    switch (decisionOf(type)) {
      case "callable":
        return this.#addCallable(type, fields);
      case "search":
        this.webSearch = true;
        return;
      case "image":
        this.outputMedia = imageOutput(fields);
        return;
      case "refused":
        throw unsupportedField(
          fields.at("type"),
          `Cannot offer a tool of type "${type}": it runs at OpenAI only. Offer a function of your own instead.`,
        );
      default:
        this.ignored.push(`tools[type=${type}]`);
    }
  }

  /** The tools as the model is to see them. */
  tools(): Tool[] {
    return [...this.#byName()].map(([name, declared]) => ({
      name,
      description: declared.description,
      parameters: declared.parameters,
      strict: declared.strict,
    }));
  }

  /** The declaration behind a name that the model used. */
  declared(name: string): DeclaredTool | undefined {
    return this.#byName().get(name);
  }

  /** The model's name for a tool of the client, declared or (in old calls) no longer. */
  nameOf(name: string, namespace?: string): string {
    const shared = this.#byName().get(name);
    const bare = !namespace || !shared || shared.namespace === namespace;
    return bare ? name : qualified(name, namespace);
  }

  has(name: string, namespace?: string): boolean {
    return this.#declared.has(key(name, namespace));
  }

  /** The model's names for all tools of a namespace. */
  namesIn(namespace: string): string[] {
    return [...this.#byName()].flatMap(([name, tool]) =>
      tool.namespace === namespace ? [name] : []
    );
  }

  #addCallable(type: string, fields: Fields): void {
    if (type === "namespace") return this.#addNamespace(fields);
    if (type === "tool_search") return this.#addToolSearch(fields);
    this.#declare(callable(type, fields));
  }

  #addNamespace(fields: Fields): void {
    const namespace = fields.string("name");
    const about = fields.optionalString("description");
    for (const [index, tool] of fields.objects("tools").entries()) {
      const declared = callable(tool.oneOf("type", ["function", "custom"]), tool);
      // Said once, at the first of its tools: some namespaces have pages of description.
      const intro = index === 0 && about ? `[${namespace}: ${about}]\n` : "";
      const description = `${intro}${declared.description ?? ""}` || undefined;
      this.#declare({ ...declared, namespace, description });
    }
  }

  /** Where the client searches, it is called like a function; else every deferred tool is on offer already. */
  #addToolSearch(fields: Fields): void {
    if (fields.optionalString("execution") !== "client") {
      this.ignored.push("tools[type=tool_search]");
      return;
    }
    this.#declare({
      kind: "tool-search",
      name: toolSearchName,
      description: fields.optionalString("description") ?? "Finds more tools by a query.",
      parameters: schema(fields, "parameters") ?? {
        type: "object",
        properties: { query: { type: "string" } },
        required: ["query"],
      },
    });
  }

  #declare(tool: DeclaredTool): void {
    this.#declared.set(key(tool.name, tool.namespace), tool);
  }

  #byName(): Map<string, DeclaredTool> {
    return this.#named ??= namedTools([...this.#declared.values()]);
  }
}

function decisionOf(type: string): string {
  const decisions: Record<string, string> = toolTypes;
  return decisions[type] ?? "ignored";
}

function callable(type: string, fields: Fields): DeclaredTool {
  if (type === "custom") return { kind: "custom", ...freeformTool(fields, (format) => format) };
  const name = fields.string("name");
  const description = fields.optionalString("description");
  const strict = fields.optionalBoolean("strict");
  return { kind: "function", name, description, parameters: schema(fields, "parameters"), strict };
}

function schema(fields: Fields, key: string): JsonObject | undefined {
  const value = fields.raw(key);
  if (value === undefined || isJsonObject(value)) return value;
  return fields.fail(key, "a JSON Schema object");
}

/** The shapes of pictures that the vendor names by their size. */
const aspectRatios: Record<string, string> = {
  "1024x1024": "1:1",
  "1024x1536": "2:3",
  "1536x1024": "3:2",
};

function imageOutput(fields: Fields): OutputMedia {
  return { image: true, aspectRatio: aspectRatios[fields.optionalString("size") ?? ""] };
}

function namedTools(tools: DeclaredTool[]): Map<string, DeclaredTool> {
  const counts = new Map<string, number>();
  for (const { name } of tools) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(tools.map((tool) => {
    const { name, namespace } = tool;
    return [namespace && counts.get(name)! > 1 ? qualified(name, namespace) : name, tool];
  }));
}

function qualified(name: string, namespace: string): string {
  return `${namespace}__${name}`;
}

function key(name: string, namespace = ""): string {
  return `${namespace}\0${name}`;
}
