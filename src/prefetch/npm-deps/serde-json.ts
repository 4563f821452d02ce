import { type Node, parseTree } from "jsonc-parser";
import { serdeNumber } from "./serde-number.ts";

/**
 * JSON as Rust's serde_json reads and writes it (its `Value` without `preserve_order`): no spaces, the
 * keys of every object sorted by their UTF-8 bytes, the last of repeated keys, numbers as u64, i64 or
 * f64. nixpkgs' fetcher writes package documents this way, so the bytes decide a hash.
 */

/** A number's text in the source: JavaScript's own numbers forget `1.0` and digits beyond 2^53. */
class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What `parseLossless` gives: JSON with `NumberText` for numbers. */
type LosslessJson =
  | null
  | boolean
  | string
  | NumberText
  | LosslessJson[]
  | { readonly [key: string]: LosslessJson };

/** Parses JSON keeping every number's text. Slower than `JSON.parse`; throws SyntaxError as it does. */
export function parseLossless(text: string): LosslessJson {
  // jsonc-parser forgives what JSON does not allow; JSON.parse is the judge of the syntax.
  JSON.parse(text);
  const root = parseTree(text);
  if (root === undefined) throw new SyntaxError("empty JSON");
  return losslessOf(root, text);
}

function losslessOf(node: Node, text: string): LosslessJson {
  if (node.type === "number") return new NumberText(text.slice(node.offset, node.offset + node.length));
  if (node.type === "array") return (node.children ?? []).map((child) => losslessOf(child, text));
  if (node.type === "object") {
    return Object.fromEntries(
      (node.children ?? []).map((property) => [
        property.children?.[0]?.value as string,
        losslessOf(property.children?.[1] as Node, text),
      ]),
    );
  }
  return node.value as null | boolean | string;
}

/** Whether a value holds a number of JavaScript's somewhere, whose source text is then lost. */
export function holdsNumber(value: unknown): boolean {
  if (typeof value === "number") return true;
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(holdsNumber);
}

/** The compact text serde_json gives for a parsed value; numbers must be `NumberText` or integers. */
export function serdeJson(value: unknown): string {
  if (value instanceof NumberText) return serdeNumber(value.text);
  if (Array.isArray(value)) return `[${value.map(serdeJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const object = value as Record<string, unknown>;
    const members = sortedByBytes(Object.keys(object)).map(
      (key) => `${JSON.stringify(key)}:${serdeJson(object[key])}`,
    );
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Sorted as byte strings: UTF-16's own order differs beyond the basic plane. */
function sortedByBytes(keys: readonly string[]): string[] {
  return keys
    .map((key) => ({ key, bytes: Buffer.from(key, "utf8") }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ key }) => key);
}
