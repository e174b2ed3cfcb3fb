import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { allSchemas } from "./schema_keywords.ts";
import { strings } from "./schema_pieces.ts";
import { SchemaReferences } from "./schema_references.ts";

/** What must go, so that the API takes a schema's references; it is to be said in words. */
export interface ReferenceRepairs {
  /** Schemas without their `$ref`: it leads nowhere, or to a loop that has no end. */
  cut: ReadonlySet<JsonObject>;
  /** Properties that are not required, by the schema that requires them: so a loop can end. */
  optional: ReadonlyMap<JsonObject, ReadonlySet<string>>;
}

/**
 * Finds what the API refuses with "reference to undefined schema" and "ref loops are only supported if they include
 * optional or nullable property values, or a potentially-zero-length array items" (which means: a way out of the loop;
 * an alternative `null` is none). `undefined` where there are no references.
 */
export function referenceRepairs(root: JsonObject): ReferenceRepairs | undefined {
  const referring = allSchemas(root).filter(({ $ref }) => typeof $ref === "string");
  if (referring.length === 0) return undefined;
  const references = new SchemaReferences(root);
  const dangling = referring.filter(({ $ref }) => references.resolve(String($ref)) === undefined);
  const mending = {
    references,
    cut: new Set(dangling),
    optional: new Map<JsonObject, Set<string>>(),
  };
  // Each round mends at least one loop; others may have been hidden behind it.
  while (mendLoops(referring, mending));
  return mending;
}

interface Mending {
  references: SchemaReferences;
  cut: Set<JsonObject>;
  optional: Map<JsonObject, Set<string>>;
}

/** A way from one schema to one that its values must hold too. */
interface Step {
  from: JsonObject;
  to: JsonObject;
  /** The required property that it leads through. */
  property?: string;
}

function mendLoops(starts: readonly JsonObject[], mending: Mending): boolean {
  const state = new Map<JsonObject, "open" | "done">();
  const trail: Step[] = [];
  let found = false;
  const visit = (schema: JsonObject) => {
    state.set(schema, "open");
    for (const step of requiredSteps(schema, mending)) {
      trail.push(step);
      if (state.get(step.to) === "open") {
        mend(trail.slice(trail.findIndex(({ from }) => from === step.to)), mending);
        found = true;
      } else if (!state.has(step.to)) visit(step.to);
      trail.pop();
    }
    state.set(schema, "done");
  };
  for (const schema of starts) if (!state.has(schema)) visit(schema);
  return found;
}

function mend(loop: readonly Step[], { cut, optional }: Mending): void {
  const way = loop.findLast(({ property }) => property !== undefined);
  if (way) {
    const names = optional.get(way.from) ?? new Set();
    optional.set(way.from, names.add(way.property!));
  } else {
    const reference = loop.findLast(({ from }) => typeof from.$ref === "string");
    if (reference) cut.add(reference.from);
  }
}

function requiredSteps(from: JsonObject, { references, cut, optional }: Mending): Step[] {
  const steps: Step[] = [];
  const add = (to: unknown, property?: string) => {
    if (isJsonObject(to)) steps.push({ from, to, property });
  };
  if (typeof from.$ref === "string" && !cut.has(from)) add(references.resolve(from.$ref));
  for (const members of [from.anyOf, from.oneOf, from.allOf]) {
    if (Array.isArray(members)) { for (const member of members) add(member); }
  }
  const properties = isJsonObject(from.properties) ? from.properties : {};
  for (const name of strings(from.required)) {
    if (Object.hasOwn(properties, name) && !optional.get(from)?.has(name)) {
      add(properties[name], name);
    }
  }
  // The API sees no way out in a map's values either.
  add(from.additionalProperties);
  if (typeof from.minItems === "number" && from.minItems > 0) {
    add(from.items);
    if (Array.isArray(from.prefixItems)) { for (const item of from.prefixItems) add(item); }
  }
  return steps;
}
