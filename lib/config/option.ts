/** What every key of the configuration tells about itself, whatever its type. */
interface Common {
  group: Group;
  /** One or two sentences for the help text, config.example.json and the README. */
  doc: string;
  /** Never a flag, never printed. */
  secret?: true;
}

/** Headings of the help text, in its order. */
export const groups = [
  "Server",
  "Access",
  "Google account",
  "Models",
  "Official API",
  "Network",
  "Log",
] as const;

type Group = typeof groups[number];

/** One key: its type with what that type allows. `placeholder` stands for the value in the help text. */
export type Option =
  & Common
  & (
    | { type: "boolean"; default: boolean }
    | {
      type: "integer" | "number";
      default?: number;
      min: number;
      max: number;
      placeholder: string;
    }
    | { type: "choice"; default: string; choices: readonly string[]; placeholder: string }
    /** Without spaces. */
    | { type: "word"; default?: string; placeholder: string }
    | { type: "text" | "path"; placeholder: string }
    /** `credentials`: may hold `user:password@`, which is never shown. */
    | {
      type: "url";
      default?: string;
      schemes: readonly string[];
      credentials?: true;
      placeholder: string;
    }
    | { type: "list"; items: ItemKind; default: readonly []; placeholder: string }
    | { type: "map"; default: Readonly<Record<string, string>>; placeholder: string }
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
