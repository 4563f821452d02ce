import type { JsonObject, JsonValue } from "../../clients/types.ts";

/**
 * Values as YAML text. A string is plain only where every YAML, of 1.1 as well, reads it as a string; else it
 * is in double quotes on one line, with JSON's escapes (YAML 1.2, 5.7 and 10.2.1).
 */

export interface YamlStyle {
  /** Columns a level is indented by, 1 or more. */
  readonly step: number;
  /** Columns the dashes of a list stand right of the key above them, 0 or more. */
  readonly dash: number;
  /** Strings and keys as in JSON. */
  readonly quoted: boolean;
}

/** `key: value` in block style, as lines without breaks. */
export function pairLines(key: string, value: JsonValue, column: number, style: YamlStyle): string[] {
  const head = `${" ".repeat(column)}${stringText(key, style)}:`;
  if (!isBlock(value)) return [`${head} ${flowText(value, style)}`];
  const inner = column + (isList(value) ? style.dash : style.step);
  return [head, ...blockLines(value, inner, style)];
}

/** `- value` in block style. */
export function itemLines(value: JsonValue, column: number, style: YamlStyle): string[] {
  if (!isBlock(value)) return [`${" ".repeat(column)}- ${flowText(value, style)}`];
  const [first, ...rest] = blockLines(value, column + 2, style);
  return [`${" ".repeat(column)}- ${first!.trimStart()}`, ...rest];
}

function blockLines(value: JsonObject | readonly JsonValue[], column: number, style: YamlStyle): string[] {
  if (isList(value)) return value.flatMap((item) => itemLines(item, column, style));
  return Object.entries(value).flatMap(([key, item]) => pairLines(key, item, column, style));
}

function isBlock(value: JsonValue): value is JsonObject | readonly JsonValue[] {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A value on one line: `{ a: b }`. */
export function flowText(value: JsonValue, style: YamlStyle): string {
  if (typeof value === "string") return stringText(value, style);
  if (value === null || typeof value !== "object") return Object.is(value, -0) ? "-0.0" : String(value);
  if (isList(value)) return `[${value.map((item) => flowText(item, style)).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, item]) => flowPair(key, item, style));
  return pairs.length === 0 ? "{}" : style.quoted ? `{${pairs.join(", ")}}` : `{ ${pairs.join(", ")} }`;
}

/** `key: value` within braces. */
export function flowPair(key: string, value: JsonValue, style: YamlStyle): string {
  return `${stringText(key, style)}: ${flowText(value, style)}`;
}

/** Words that some YAML reads as another type. */
const typed = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf|infinity)$/i;

function stringText(text: string, { quoted }: YamlStyle): string {
  const plain =
    /^[A-Za-z_/$][\w./@+$-]*(?: [\w./@+$-]+)*$/.test(text) && text.length < 1024 && !typed.test(text);
  if (plain && !quoted) return text;
  return JSON.stringify(text).replace(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
