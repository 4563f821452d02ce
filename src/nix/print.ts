import type { Nix, NixFile } from "./ast.ts";
import { settle } from "./doc.ts";
import { layOut } from "./layout.ts";
import { withParens } from "./parens.ts";
import { commentLine, expression } from "./print-expression.ts";

/**
 * The one place where Nix text comes into being. Output is in the style of RFC 166: nixfmt 1.2 (width
 * 100, two spaces) leaves it as it is. The rules are nixfmt's (`src/Nixfmt/Pretty.hs` and
 * `Predoc.hs` of NixOS/nixfmt).
 */

/** One expression, without a line break at its end. */
export function printNix(node: Nix): string {
  return layOut(settle(expression(withParens(node))));
}

/** A whole file, ending in a line break. Throws TypeError for text that Nix cannot hold (NUL). */
export function printFile(file: NixFile): string {
  const head = file.comment.map((text) => `${commentLine(text)}\n`).join("");
  return `${head}${head === "" ? "" : "\n"}${printNix(file.body)}\n`;
}
