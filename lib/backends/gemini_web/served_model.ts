import { families, type FamilyName, type WebModel, webModel } from "./models.ts";

/** What an answer tells of the model behind it: slots 39 and 42. */
export interface ServedTraits {
  /** 16 hex digits. */
  id?: string;
  /** As the web app shows it: `3.5 Flash-Lite`, `3.8 Flash Extended`. */
  name?: string;
}

/** The model behind an answer, as far as it is known. */
export interface ServedModel {
  /** In the gateway's words; a version newer than the table is named alike. */
  name: string;
  family: FamilyName;
  version?: string;
}

/** The served model, or `undefined` where the answer does not tell. `asked` decides between names for the same thing. */
export function servedModel(traits: ServedTraits, asked: WebModel): ServedModel | undefined {
  const { family, version } = readName(traits.name) ?? { family: familyOfId(traits.id) };
  if (!family) return undefined;
  const same = family === asked.family &&
    (!version || !asked.version || version === asked.version);
  return { name: same ? asked.name : nameOf(family, version, asked), family, version };
}

/** Whether Google put a lesser model in the place of the one that was asked for, or an older one. */
export function isDowngrade(asked: WebModel, served: ServedModel): boolean {
  if (!asked.family) return false;
  const lack = families[asked.family].rank - families[served.family].rank;
  if (lack !== 0) return lack > 0;
  return Boolean(asked.version && served.version) &&
    versionNumber(served.version!) < versionNumber(asked.version!);
}

function readName(name?: string): { family: FamilyName; version?: string } | undefined {
  const match = /(?:(\d+(?:\.\d+)?)\s+)?\b(Flash[- ]?Lite|Flash|Pro)\b/i.exec(name ?? "");
  if (!match) return undefined;
  const word = match[2]!.toLowerCase();
  const family = word === "pro" || word === "flash" ? word : "flash-lite";
  return { family, version: match[1] };
}

function familyOfId(id?: string): FamilyName | undefined {
  for (const [name, { freeId, paidId }] of Object.entries(families)) {
    if (id === freeId || id === paidId) return name as FamilyName;
  }
  return undefined;
}

function nameOf(family: FamilyName, version: string | undefined, asked: WebModel): string {
  if (family === "flash-lite") return "gemini-flash-lite";
  const plain = version ? `gemini-${version}-${family}` : newestSure[family];
  const thinking = `${plain}-thinking`;
  return asked.thinking > 1 && webModel(thinking) ? thinking : plain;
}

/** For answers that tell the id only. */
const newestSure = { flash: "gemini-3.5-flash", pro: "gemini-3.1-pro" } as const;

/** Versions have one digit after the point so far; `3.10` would come after `3.9`. */
function versionNumber(version: string): number {
  const [major = "0", minor = "0"] = version.split(".");
  return Number(major) * 1000 + Number(minor);
}
