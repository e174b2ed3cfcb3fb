import type { ItemKind, Option, OptionValue } from "./option.ts";

/** Either the value, checked, or what was expected in its place. */
export type Checked = { value: OptionValue } | { expected: string };

/** Checks a value of a configuration file, or one that `textValue` made. */
export function checkValue(option: Option, raw: unknown): Checked {
  const expected = expectation(option);
  const value = accepted(option, raw);
  return value === undefined ? { expected } : { value };
}

/** What the text of a flag or an environment variable stands for; texts that make no sense stay texts. */
export function textValue(option: Option, text: string): unknown {
  switch (option.type) {
    case "boolean":
      return { true: true, "1": true, false: false, "0": false }[text.toLowerCase()] ?? text;
    case "integer":
    case "number":
      return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case "list":
      if (text.trimStart().startsWith("[")) return jsonOr(text);
      return text.split(",").map((item) => item.trim()).filter((item) => item !== "");
    case "map":
      return jsonOr(text);
    default:
      return text;
  }
}

/** Words for what a key takes: `an integer from 0 to 65535`. */
export function expectation(option: Option): string {
  switch (option.type) {
    case "boolean":
      return "true or false";
    case "integer":
      return `an integer from ${option.min} to ${option.max}`;
    case "number":
      return `a number from ${option.min} to ${option.max}`;
    case "choice":
      return `one of ${option.choices.join(", ")}`;
    case "word":
      return "a string without spaces";
    case "text":
      return "a string";
    case "path":
      return "the path of a file";
    case "url":
      return urlExpectation(option.schemes, option.credentials);
    case "list":
      return `a list of ${itemKinds[option.items].name}`;
    case "map":
      return 'an object of strings, such as {"name": "model"}';
  }
}

const itemKinds: Record<ItemKind, { name: string; pattern: RegExp }> = {
  "key": { name: "strings without spaces and commas", pattern: /^[^\s,]+$/ },
  "origin": {
    name: "origins such as https://chat.example (no path, no slash at the end), or *",
    pattern: /^(\*|[a-z][a-z\d+.-]*:\/\/[^\s/,?#]+)$/i,
  },
  "host name": { name: "host names such as gateway.example", pattern: /^[^\s/,?#@]+$/ },
};

function accepted(option: Option, raw: unknown): OptionValue | undefined {
  switch (option.type) {
    case "boolean":
      return typeof raw === "boolean" ? raw : undefined;
    case "integer":
      return Number.isInteger(raw) ? inRange(option, raw) : undefined;
    case "number":
      return inRange(option, raw);
    case "choice":
      return option.choices.find((choice) => choice === raw);
    case "word":
      return typeof raw === "string" && /^\S+$/.test(raw) ? raw : undefined;
    case "text":
    case "path":
      return typeof raw === "string" && raw.trim() !== "" ? raw : undefined;
    case "url":
      return typeof raw === "string" ? baseUrl(option, raw) : undefined;
    case "list":
      return stringList(raw, itemKinds[option.items].pattern);
    case "map":
      return stringMap(raw);
  }
}

function inRange(range: { min: number; max: number }, raw: unknown): number | undefined {
  return typeof raw === "number" && raw >= range.min && raw <= range.max ? raw : undefined;
}

/** The URL without slashes at its end, so that a path can be put behind it. */
function baseUrl(
  option: { schemes: readonly string[]; credentials?: true },
  raw: string,
): string | undefined {
  const url = /^[a-z\d]+:\/\/\S+$/i.test(raw) ? URL.parse(raw) : null;
  if (!url || !option.schemes.includes(url.protocol) || !url.hostname) return undefined;
  if (url.search || url.hash) return undefined;
  if (!option.credentials && (url.username || url.password)) return undefined;
  return url.href.replace(/\/+$/, "");
}

function urlExpectation(schemes: readonly string[], credentials?: true): string {
  const starts = schemes.map((scheme) => `${scheme}//`);
  const limits = credentials ? "without query" : "without query, user and password";
  return `a URL that starts with ${starts.join(", ").replace(/, (?=[^,]*$)/, " or ")}, ${limits}`;
}

function stringList(raw: unknown, pattern: RegExp): string[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  const strings = raw.filter((item): item is string => typeof item === "string");
  const sound = strings.length === raw.length && strings.every((item) => pattern.test(item));
  return sound ? strings : undefined;
}

function stringMap(raw: unknown): Record<string, string> | undefined {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return undefined;
  const entries = Object.entries(raw);
  const sound = entries.every(([name, value]) => name && typeof value === "string" && value);
  return sound ? Object.fromEntries(entries) : undefined;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
