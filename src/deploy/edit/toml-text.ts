import type { JsonObject, JsonValue } from "../../clients/types.ts";

/** Values and keys as TOML 1.0 text: what every reader takes, so no line breaks in inline tables. */

/** A table with its header, and one for each object in it; lines without breaks, `""` between the tables. */
export function tableLines(path: readonly string[], table: JsonObject, blank: boolean): string[] {
  const entries = Object.entries(table);
  const own = entries.filter(([, value]) => !isTable(value));
  return [
    `[${dottedKey(path)}]`,
    ...own.map(([key, value]) => pairText([key], value)),
    ...entries.flatMap(([key, value]) =>
      isTable(value) ? [...(blank ? [""] : []), ...tableLines([...path, key], value, blank)] : [],
    ),
  ];
}

/** `a.b = value` */
export function pairText(path: readonly string[], value: JsonValue): string {
  return `${dottedKey(path)} = ${inlineText(value)}`;
}

function dottedKey(path: readonly string[]): string {
  return path.map((key) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : basicString(key))).join(".");
}

/** An object that gets a header of its own. */
function isTable(value: JsonValue): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
  );
}

/** A value on one line. TOML has no null: TypeError. */
export function inlineText(value: JsonValue): string {
  if (value === null) throw new TypeError("TOML has no null");
  if (typeof value === "string") return basicString(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(inlineText).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, item]) => pairText([key], item));
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

/** Integers have 64 bits in TOML; what JavaScript cannot tell from its neighbour is written as a float. */
function numberText(value: number): string {
  const text = Object.is(value, -0) ? "-0.0" : String(value);
  return Number.isSafeInteger(value) || /[.e]/.test(text) ? text : `${text}.0`;
}

const escapes: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

/** Control characters, and those that editors show as nothing or as a line break, are escaped. */
function basicString(text: string): string {
  const escaped = text.replace(
    /["\\\p{Cc}\u2028\u2029\ufeff]/gu,
    (char) => escapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`,
  );
  return `"${escaped}"`;
}
