import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";

/**
 * One schema for `allOf` with what stands beside it. Properties, required names and bounds are joined; what
 * contradicts is left out and told in `notes`.
 */
export function mergeAll(
  schema: JsonObject,
  inPlace: (member: JsonValue) => JsonValue,
): { schema: JsonObject; notes: string[] } {
  const { allOf, ...own } = schema;
  const notes: string[] = [];
  let merged: JsonObject = own;
  for (const member of Array.isArray(allOf) ? allOf.map(inPlace) : []) {
    if (isJsonObject(member)) merged = mergeTwo(merged, member, notes);
    else if (member === false) notes.push("Never given.");
  }
  return { schema: merged, notes };
}

function mergeTwo(left: JsonObject, right: JsonObject, notes: string[]): JsonObject {
  const result: JsonObject = { ...left };
  for (const [key, value] of Object.entries(right)) {
    if (value === undefined) continue;
    const present = left[key];
    if (present === undefined || JSON.stringify(present) === JSON.stringify(value)) {
      result[key] = value;
    } else result[key] = join(key, present, value) ?? contradiction(key, present, value, notes);
  }
  return result;
}

/** What both values of a keyword mean together, where one value can say it. */
function join(key: string, left: JsonValue, right: JsonValue): JsonValue | undefined {
  switch (key) {
    case "description":
      return `${left} ${right}`;
    case "title":
    case "$defs": // References are looked up in the whole schema.
    case "definitions":
      return left;
    case "required":
      return Array.isArray(left) && Array.isArray(right)
        ? [...new Set([...left, ...right])]
        : undefined;
    case "properties":
      return isJsonObject(left) && isJsonObject(right) ? joinedProperties(left, right) : undefined;
    case "allOf":
      return Array.isArray(left) && Array.isArray(right) ? [...left, ...right] : undefined;
    case "enum":
      return Array.isArray(left) && Array.isArray(right) ? common(left, right) : undefined;
    case "minimum":
    case "exclusiveMinimum":
    case "minLength":
    case "minItems":
    case "minProperties":
      return bothNumbers(left, right, Math.max);
    case "maximum":
    case "exclusiveMaximum":
    case "maxLength":
    case "maxItems":
    case "maxProperties":
      return bothNumbers(left, right, Math.min);
    case "additionalProperties":
      return left === false || right === false ? false : left === true ? right : undefined;
    case "type":
      return narrowed(left, right);
    default:
      return undefined;
  }
}

function joinedProperties(left: JsonObject, right: JsonObject): JsonObject {
  const result: JsonObject = { ...left };
  for (const [name, value] of Object.entries(right)) {
    const present = left[name];
    result[name] = present === undefined ? value : { allOf: [present, value ?? true] };
  }
  return result;
}

function common(left: JsonValue[], right: JsonValue[]): JsonValue[] | undefined {
  const known = new Set(right.map((value) => JSON.stringify(value)));
  const both = left.filter((value) => known.has(JSON.stringify(value)));
  return both.length > 0 ? both : undefined;
}

function bothNumbers(
  left: JsonValue,
  right: JsonValue,
  choose: (left: number, right: number) => number,
): number | undefined {
  return typeof left === "number" && typeof right === "number" ? choose(left, right) : undefined;
}

function narrowed(left: JsonValue, right: JsonValue): JsonValue | undefined {
  const lefts = [left].flat().map(lower);
  const both = [right].flat().map(lower).filter((type) => {
    return lefts.includes(type) || (type === "integer" && lefts.includes("number"));
  });
  return both.length > 1 ? both : both[0];
}

function lower(type: JsonValue): JsonValue {
  return typeof type === "string" ? type.toLowerCase() : type;
}

function contradiction(
  key: string,
  left: JsonValue,
  right: JsonValue,
  notes: string[],
): JsonValue {
  notes.push(`Also ${key}: ${JSON.stringify(right)}.`);
  return left;
}
