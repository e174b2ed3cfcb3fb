/** One key of the configuration: its type with what that type allows. What it is for stands in `option_help.ts`. */
export type Option =
  /** Never a flag, never printed. */
  & { secret?: true }
  & (
    | { type: "boolean"; default: boolean }
    | { type: "integer" | "number"; default?: number; min: number; max: number }
    | { type: "choice"; default: string; choices: readonly string[] }
    /** Without spaces. */
    | { type: "word"; default?: string }
    | { type: "text" | "path" }
    /** `credentials`: may hold `user:password@`, which is never shown. */
    | { type: "url"; default?: string; schemes: readonly string[]; credentials?: true }
    | { type: "list"; items: ItemKind; default: readonly [] }
    | { type: "map"; default: Readonly<Record<string, string>> }
  );

/** What the entries of a list are. */
export type ItemKind = "key" | "origin" | "host name";

/** The type of a key's value. */
export type ValueOf<O extends Option> = O extends { type: "choice"; choices: readonly (infer C)[] }
  ? C
  : O extends { type: "boolean" } ? boolean
  : O extends { type: "integer" | "number" } ? number
  : O extends { type: "list" } ? string[]
  : O extends { type: "map" } ? Record<string, string>
  : string;

export type OptionValue = boolean | number | string | string[] | Record<string, string>;
