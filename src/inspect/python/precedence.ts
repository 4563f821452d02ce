import { descendants, type SyntaxNode } from "../syntax/node.ts";
import { type Mutable, regroup, replaceChild } from "../syntax/regroup.ts";

const STRENGTH: Readonly<Record<string, number>> = { or: 1, and: 2 };

/**
 * Puts expressions right that @lezer/python binds the wrong way: it reads `not a or b` as `not (a or b)`.
 *
 * Source: The Python Language Reference, "Operator precedence".
 */
export function bindLoosely(root: SyntaxNode): void {
  // Parents come before their children there, and have to be done after them.
  for (const node of [...descendants(root)].reverse()) {
    if (node.type === "UnaryExpression" && node.children[0]?.type === "not") moveInside(node as Mutable);
  }
  for (const node of [...descendants(root)]) {
    if (isChoice(node) && !isChoice(node.parent!))
      regroup(node as Mutable, ({ type }) => STRENGTH[type] ?? null);
  }
}

/** `a or b`, `a and b`. */
function isChoice(node: SyntaxNode): boolean {
  return node.type === "BinaryExpression" && STRENGTH[node.children[1]?.type ?? ""] !== undefined;
}

/** `not (a or b)` → `(not a) or b`, where no parentheses are written. */
function moveInside(node: Mutable): void {
  const whole = node.children[1] as Mutable | undefined;
  if (whole === undefined || !isChoice(whole)) return;
  let holder = whole;
  while (isChoice(holder.children[0]!)) holder = holder.children[0] as Mutable;
  const operand = holder.children[0] as Mutable;
  replaceChild(node.parent as Mutable, node, whole);
  node.children[1] = operand;
  operand.parent = node;
  node.to = operand.to;
  holder.children[0] = node;
  node.parent = holder;
  for (let above: Mutable = holder; ; above = above.parent as Mutable) {
    above.from = Math.min(above.from, node.from);
    if (above === whole) return;
  }
}
