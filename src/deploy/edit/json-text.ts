import type { JsonValue } from "../../clients/types.ts";

/** How JSON is written in a file. */
export interface JsonStyle {
  readonly eol: string;
  /** What a line of the value's own level begins with. */
  readonly indent: string;
  /** One level more. */
  readonly step: string;
  /** Objects: a member a line, or all on one. */
  readonly lines: boolean;
  /** Arrays that hold no collections: the same. */
  readonly arrayLines: boolean;
  /** `": "` or `":"` */
  readonly colon: string;
  /** `", "` or `","` */
  readonly comma: string;
  /** Within the braces of an object on one line: `" "` or `""`. */
  readonly pad: string;
}

/** A value as JSON text; the first line is not indented. */
export function jsonText(value: JsonValue, style: JsonStyle): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inner = { ...style, indent: style.indent + style.step };
  if (Array.isArray(value)) {
    const flat = value.every((item) => item === null || typeof item !== "object");
    const lines = flat ? style.lines && style.arrayLines : style.lines;
    return bracketed(
      "[]",
      value.map((item: JsonValue) => jsonText(item, inner)),
      { ...style, lines, pad: "" },
    );
  }
  const members = Object.entries(value).map(([key, item]) => memberText(key, jsonText(item, inner), style));
  return bracketed("{}", members, style);
}

export function memberText(key: string, value: string, { colon }: JsonStyle): string {
  return `${JSON.stringify(key)}${colon}${value}`;
}

/** `brackets`: `"{}"` or `"[]"`. The items' own lines are indented one step more than `style.indent`. */
export function bracketed(brackets: string, items: readonly string[], style: JsonStyle): string {
  const [open, close] = brackets;
  if (items.length === 0) return brackets;
  const { eol, indent, step, lines, comma, pad } = style;
  if (!lines) return `${open}${pad}${items.join(comma)}${pad}${close}`;
  return `${open}${eol}${items.map((item) => indent + step + item).join(`,${eol}`)}${eol}${indent}${close}`;
}
