import type { SyntaxNode } from "./node.ts";

/** A node while its tree is put right. */
export type Mutable = { -readonly [Key in keyof SyntaxNode]: SyntaxNode[Key] } & { children: SyntaxNode[] };

/** Puts a node in the place of another. */
export function replaceChild(parent: Mutable, old: SyntaxNode, by: Mutable): void {
  parent.children[parent.children.indexOf(old)] = by;
  by.parent = parent;
}

/**
 * Groups a row of operands and operators anew, by how tightly each operator binds.
 *
 * @param top the expression that holds all of the row
 * @param strengthOf more binds tighter; null: the expression of this operator is one operand
 */
export function regroup(top: Mutable, strengthOf: (operator: SyntaxNode) => number | null): void {
  const row: SyntaxNode[] = [];
  const isPart = (node: SyntaxNode) =>
    node.type === top.type && node.children.length === 3 && strengthOf(node.children[1]!) !== null;
  const flatten = (node: SyntaxNode) => {
    for (const child of node.children) {
      if (isPart(child)) flatten(child);
      else row.push(child);
    }
  };
  flatten(top);
  if (row.length <= 3 || row.length % 2 === 0) return;
  let at = 0;
  const group = (least: number): SyntaxNode => {
    let left = row[at++]!;
    for (let operator = row[at]; operator !== undefined; operator = row[at]) {
      const strength = strengthOf(operator) ?? 0;
      if (strength < least) break;
      at++;
      left = joined(top, left, operator, group(strength + 1));
    }
    return left;
  };
  top.children = [...group(0).children];
  for (const child of top.children) (child as Mutable).parent = top;
}

function joined(like: SyntaxNode, left: SyntaxNode, operator: SyntaxNode, right: SyntaxNode): SyntaxNode {
  const { type, file } = like;
  const node: Mutable = { type, from: left.from, to: right.to, file, parent: null, children: [] };
  node.children = [left, operator, right];
  for (const child of node.children) (child as Mutable).parent = node;
  return node;
}
