import type { Fields } from "../../core/fields.ts";

/** One of the table's upper-case words; clients write them in any case. */
export function upperWord<T extends string>(
  fields: Fields,
  key: string,
  table: Record<T, unknown>,
): T | undefined {
  const word = fields.optionalString(key)?.toUpperCase();
  if (word === undefined) return undefined;
  return Object.hasOwn(table, word)
    ? word as T
    : fields.fail(key, `one of ${Object.keys(table).join(", ")}`);
}
