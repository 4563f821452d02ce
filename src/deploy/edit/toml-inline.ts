import type { AST } from "toml-eslint-parser";
import { applySplices, type Splice } from "../../config/yaml-splice.ts";
import { addItem, type Braced, layoutOf, removeItems } from "./braces.ts";
import { hashCommentEnd } from "./hash-comments.ts";
import type { TomlSite } from "./toml-pieces.ts";
import type { Undo } from "./undo.ts";

/** Servers in an inline table. */

export function addInline(
  text: string,
  program: AST.TOMLProgram,
  node: AST.TOMLInlineTable,
  pair: string,
  eol: string,
): Splice[] {
  const braced = bracedOf(program, node);
  if (node.body.length > 0) {
    const layout = layoutOf(text, braced);
    return addItem(text, braced, { text: pair, eol, layout }, hashCommentEnd);
  }
  const inner = text.slice(braced.open, braced.close);
  // TOML 1.1: comments stay before the first pair.
  const insert = inner.includes("#") ? `${inner.trimEnd()}${eol}${pair}${eol}` : ` ${pair} `;
  return [{ at: braced.open, remove: inner.length, insert }];
}

export function removeInline(
  text: string,
  program: AST.TOMLProgram,
  pairs: readonly AST.TOMLKeyValue[],
): Splice[] {
  const node = pairs[0]!.parent as AST.TOMLInlineTable;
  const braced = bracedOf(program, node);
  const gone = new Set(braced.items.filter((_, index) => pairs.includes(node.body[index]!)));
  const splices = removeItems(text, braced, gone, hashCommentEnd);
  if (gone.size < braced.items.length) return splices;
  const before = applySplices(text, splices).slice(braced.open);
  const left = /^\s*(?=\})/.exec(before)?.[0].length ?? 0;
  const [only] = splices;
  if (left === 0 || splices.length > 1 || only === undefined) return splices;
  return [{ at: braced.open, remove: braced.close - braced.open, insert: "" }];
}

/** The inline table is empty again: as it was written before. */
export function emptiedInline(text: string, { inline, pieces }: TomlSite, { depth, was }: Undo): string {
  if (inline === undefined || was === null || pieces.length > 0 || inline.node.body.length > 0) return text;
  const [start, end] = inline.node.range;
  const comments = (each: string) => each.slice(1, -1).replace(/\s+/g, "");
  const same = depth > 0 && comments(text.slice(start, end)) === comments(was);
  return same ? text.slice(0, start) + was + text.slice(end) : text;
}

function bracedOf(program: AST.TOMLProgram, node: AST.TOMLInlineTable): Braced {
  const commas = program.tokens.filter(
    ({ type, value, range }) => type === "Punctuator" && value === "," && inside(range, node.range),
  );
  const items = node.body.map(({ range: [start, end] }, index) => {
    const next = node.body[index + 1]?.range[0] ?? node.range[1];
    return { start, end, comma: commas.find(({ range }) => range[0] >= end && range[0] < next)?.range[0] };
  });
  return { open: node.range[0] + 1, close: node.range[1] - 1, items };
}

function inside([start, end]: AST.Range, [from, to]: AST.Range): boolean {
  return start >= from && end <= to;
}
