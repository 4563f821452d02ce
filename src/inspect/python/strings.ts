import { type SyntaxNode, textOf } from "../syntax/node.ts";

/** Text of a string literal, with `null` for each part that is computed. */
export type StringParts = readonly (string | SyntaxNode)[];

/**
 * The parts of a string, an f-string, or of several that stand beside each other.
 *
 * Source: The Python Language Reference, "String and Bytes literals", "f-strings".
 */
export function stringParts(node: SyntaxNode): StringParts {
  if (node.type === "ContinuedString") return node.children.flatMap((part) => stringParts(part));
  const text = textOf(node);
  const [, prefix = "", quote = ""] = /^([a-z]*)("""|'''|"|')/i.exec(text) ?? [];
  const isRaw = /r/i.test(prefix);
  const start = node.from + prefix.length + quote.length;
  const end = text.endsWith(quote) && node.to - quote.length >= start ? node.to - quote.length : node.to;
  const parts: (string | SyntaxNode)[] = [];
  const add = (from: number, to: number) => {
    if (to <= from) return;
    const raw = node.file.text.slice(from, to);
    const braced = node.type === "FormatString" ? raw.replace(/\{\{/g, "{").replace(/\}\}/g, "}") : raw;
    parts.push(isRaw ? braced : unescaped(braced));
  };
  let at = start;
  for (const child of node.children) {
    if (child.type !== "FormatReplacement") continue;
    add(at, child.from);
    parts.push(child);
    at = child.to;
  }
  add(at, end);
  return parts;
}

const SINGLE: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([\da-f]{4})|U([\da-f]{8})|x([\da-f]{2})|([0-7]{1,3})|(\r?\n)|([\s\S]))/gi,
    (whole, u, long, x, octal, line, one) => {
      if (line !== undefined) return "";
      if (one !== undefined) return SINGLE[one] ?? whole;
      const code = octal === undefined ? Number.parseInt(u ?? long ?? x, 16) : Number.parseInt(octal, 8);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** What `inspect.cleandoc` makes of a docstring: no indentation, no empty lines around it. */
export function cleanDoc(text: string): string {
  const [first = "", ...rest] = text.replace(/\t/g, "        ").split("\n");
  const indents = rest
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const least = indents.length === 0 ? 0 : Math.min(...indents);
  const lines = [first.trimStart(), ...rest.map((line) => line.slice(least))];
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/^\n+|\n+$/g, "");
}
