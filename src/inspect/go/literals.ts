import { type SyntaxNode, textOf } from "../syntax/node.ts";

const SINGLE: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The text of a string literal; null for another node. Source: Go specification, "String literals". */
export function literal(node: SyntaxNode | undefined): string | null {
  if (node === undefined || node.type !== "String") return null;
  const text = textOf(node);
  if (text.startsWith("`")) return text.slice(1, text.endsWith("`") ? -1 : undefined).replaceAll("\r", "");
  return text
    .slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined)
    .replace(
      /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{3})|([\s\S]))/gi,
      (_whole, x, u, long, octal, one) => {
        if (one !== undefined) return SINGLE[one] ?? one;
        const code = octal === undefined ? Number.parseInt(x ?? u ?? long, 16) : Number.parseInt(octal, 8);
        return code <= 0x10ffff ? String.fromCodePoint(code) : "";
      },
    );
}

/** The parts of a field's tag: `env:"X" json:"x"`. Source: Go's documentation, reflect.StructTag. */
export function structTag(node: SyntaxNode | undefined): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const [, key = "", value = ""] of (literal(node) ?? "").matchAll(/([^\s":]+):"((?:[^"\\]|\\.)*)"/g)) {
    if (!tags.has(key)) tags.set(key, value.replace(/\\(["\\])/g, "$1"));
  }
  return tags;
}
