import { stringify } from "yaml";

/** What an edit may write. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

export type Quote = "plain" | "single" | "double";

interface RenderStyle {
  /** Columns a level is indented by. */
  readonly step: number;
  /** How the strings beside are written; plain falls back to quotes where YAML needs them. */
  readonly quote: Quote;
}

/** `key: value` in block style, as lines without breaks; the first column is `indent`. */
export function blockLines(key: string, value: Plain, indent: number, style: RenderStyle): string[] {
  const head = `${" ".repeat(indent)}${scalarText(key, "plain")}:`;
  return isEmptyOrScalar(value)
    ? [`${head} ${shortText(value, style.quote)}`]
    : [head, ...blockBody(value, indent + style.step, style)];
}

/** The lines under a key whose value is a collection with something in it. */
export function blockBody(value: Plain, indent: number, style: RenderStyle): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Plain) => [`${" ".repeat(indent)}- ${flowText(item, style.quote)}`]);
  }
  return Object.entries(value as Record<string, Plain>).flatMap(([key, item]) =>
    blockLines(key, item, indent, style),
  );
}

export function isEmptyOrScalar(value: Plain): boolean {
  return typeof value !== "object" || Object.keys(value).length === 0;
}

function shortText(value: Plain, quote: Quote): string {
  return typeof value === "object" ? flowText(value, quote) : scalarText(value, quote);
}

/** A value on one line: `{ source: npm:x }`; strings that are not simple words are in double quotes. */
export function flowText(value: Plain, quote: Quote): string {
  if (Array.isArray(value)) return `[${value.map((item: Plain) => flowText(item, quote)).join(", ")}]`;
  if (typeof value !== "object") return flowScalar(value, quote);
  const pairs = Object.entries(value).map(([key, item]) => flowPair(key, item as Plain, quote));
  return pairs.length === 0 ? "{}" : quote === "double" ? `{${pairs.join(", ")}}` : `{ ${pairs.join(", ")} }`;
}

/** `key: value` inside braces; with double quotes it is JSON. */
export function flowPair(key: string, value: Plain, quote: Quote): string {
  return `${flowScalar(key, quote === "double" ? "double" : "plain")}: ${flowText(value, quote)}`;
}

function flowScalar(value: string | number | boolean, quote: Quote): string {
  if (typeof value !== "string") return String(value);
  const simple = /^[A-Za-z][\w./:@^~-]*$/.test(value) && !value.endsWith(":") && isPlain(value);
  return quote === "plain" && simple ? value : scalarText(value, quote === "plain" ? "double" : quote);
}

/** A scalar on one line, in the wanted quotes where they can hold it. */
export function scalarText(value: string | number | boolean, quote: Quote): string {
  if (typeof value !== "string") return String(value);
  if (quote === "double" || /[\p{Cc}\u2028\u2029\ufeff]/u.test(value)) return JSON.stringify(value);
  if (quote === "single") return `'${value.replaceAll("'", "''")}'`;
  return isPlain(value) ? value : JSON.stringify(value);
}

function isPlain(value: string): boolean {
  return stringify(value, { lineWidth: 0 }) === `${value}\n` && !/^(?:---|\.\.\.|<<$)/.test(value);
}
