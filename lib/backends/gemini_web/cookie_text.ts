import { GatewayError } from "../../core/gateway_error.ts";
import { isJsonObject, type JsonObject, tryParseJson } from "../../core/json.ts";

/** What a cookie file holds. All of it is secret. */
export interface CookieFile {
  cookies: Map<string, string>;
  /** N of `/u/N`. */
  authUser?: number;
  xsrfToken?: string;
  buildLabel?: string;
}

/**
 * Reads a cookie file: a header line `a=b; c=d`, with or without `Cookie:` before it; a JSON object of names and
 * values; or a JSON object `{"cookie": "a=b; c=d", "sapisid", "auth_user", "xsrf_token", "gemini_bl"}`.
 * Throws a `GatewayError` that names these forms and nothing of the text.
 */
export function readCookieText(text: string): CookieFile {
  const plain = text.replace(/^\uFEFF/, "").trim();
  const file = plain.startsWith("{") ? readJson(plain) : { cookies: readHeaderLine(plain) };
  if (file.cookies.size === 0) throw unreadable("it holds no cookies");
  if (![...file.cookies.keys()].some(isGoogles)) {
    throw unreadable(
      "none of its cookies is one that Google sets; copy those of gemini.google.com",
    );
  }
  return file;
}

/** Whether Google's sites use that name; most of the names without a prefix are in no other site's use. */
function isGoogles(name: string): boolean {
  return /^__(?:Secure-(?:[13]P|ENID|OSID|BUCKET|STRP)|Host-(?:GAPS|[13]PLSID))/.test(name) ||
    plainNames.has(name);
}

const plainNames = new Set(
  ("SID HSID SSID APISID SAPISID SIDCC LSID OSID NID AEC SOCS CONSENT COMPASS 1P_JAR OTZ DV " +
    "ACCOUNT_CHOOSER").split(" "),
);

function readJson(text: string): CookieFile {
  const value = tryParseJson(text);
  if (!isJsonObject(value)) throw unreadable("it is not valid JSON");
  return "cookie" in value ? readSettings(value) : { cookies: readNames(value) };
}

function readSettings(value: JsonObject): CookieFile {
  const cookies = readHeaderLine(textField(value, "cookie") ?? "");
  const sapisid = textField(value, "sapisid");
  if (sapisid && !cookies.has("SAPISID")) addCookie(cookies, "SAPISID", sapisid);
  return {
    cookies,
    authUser: authUserField(value),
    xsrfToken: textField(value, "xsrf_token"),
    buildLabel: textField(value, "gemini_bl"),
  };
}

function readNames(value: JsonObject): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const [name, cookie] of Object.entries(value)) {
    if (typeof cookie !== "string") throw unreadable("one of its values is not a string");
    addCookie(cookies, name, cookie);
  }
  return cookies;
}

function readHeaderLine(line: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of line.replace(/^cookie:/i, "").split(";")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (pair.trim() === "") continue;
    // A copied Set-Cookie line has attributes between the cookies; those without a value are words.
    if (equals < 0 && attributes.has(pair.trim().toLowerCase())) continue;
    if (equals <= 0) throw unreadable("a piece of it has no name and value");
    if (!attributes.has(name.toLowerCase())) {
      addCookie(cookies, name, pair.slice(equals + 1).trim());
    }
  }
  return cookies;
}

const attributes = new Set([
  "path",
  "domain",
  "expires",
  "max-age",
  "samesite",
  "secure",
  "httponly",
  "priority",
  "partitioned",
]);

/** Names and values as RFC 6265 has them, so that nothing can break out of the header. */
function addCookie(cookies: Map<string, string>, name: string, value: string): void {
  const quoted = /^"(.*)"$/.exec(value)?.[1] ?? value;
  if (!/^[!#$%&'*+\-.^_`|~\w]+$/.test(name) || !/^[\x21-\x3a\x3c-\x7e ]*$/.test(quoted)) {
    throw unreadable("a cookie has signs that no cookie can have");
  }
  cookies.set(name, quoted);
}

function textField(value: JsonObject, name: string): string | undefined {
  const field = value[name];
  if (field === undefined || field === null || field === "") return undefined;
  if (typeof field !== "string") throw unreadable(`"${name}" is not a string`);
  return field;
}

function authUserField(value: JsonObject): number | undefined {
  const field = value.auth_user;
  if (field === undefined || field === null || field === "") return undefined;
  const number = Number(field);
  if (!Number.isInteger(number) || number < 0) throw unreadable('"auth_user" is not a number');
  return number;
}

function unreadable(why: string): GatewayError {
  return new GatewayError(
    "unauthenticated",
    `Cannot read the cookies: ${why}. Expected one line "name=value; name2=value2" as a browser's ` +
      `Cookie header has it, or JSON: {"name": "value", …} or {"cookie": "name=value; …", "sapisid": …, ` +
      `"auth_user": …, "xsrf_token": …, "gemini_bl": …}.`,
    { code: "cookie_file_invalid" },
  );
}
