import { descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import { type Mutable, regroup, replaceChild } from "../syntax/regroup.ts";

/** What is written after its operand, and binds tighter than any operator. */
const AFTER = new Set(["SelectorExpr", "CallExpr", "IndexExpr", "SliceExpr", "TypeAssertion"]);

const OPERATED = new Set(["BinaryExp", "UnaryExp"]);

/**
 * Puts expressions right that @lezer/go binds the wrong way: it reads `"a" + b.c` as `("a" + b).c`, and `!f(x)` as `(!f)(x)`.
 *
 * Source: Go specification, "Operator precedence".
 */
export function bindTightly(root: SyntaxNode): void {
  // Parents come before their children there, and have to be done after them.
  for (const node of [...descendants(root)].reverse()) if (AFTER.has(node.type)) moveInside(node as Mutable);
  for (const node of [...descendants(root)]) {
    if (node.type === "BinaryExp" && node.parent?.type !== "BinaryExp") regroup(node as Mutable, strengthOf);
  }
}

/** `(a + b).c` → `a + (b.c)`. */
function moveInside(node: Mutable): void {
  const whole = node.children[0] as Mutable | undefined;
  if (whole === undefined || !OPERATED.has(whole.type)) return;
  let holder = whole;
  while (OPERATED.has(holder.children.at(-1)!.type)) holder = holder.children.at(-1) as Mutable;
  const operand = holder.children.at(-1) as Mutable;
  replaceChild(node.parent as Mutable, node, whole);
  node.children[0] = operand;
  operand.parent = node;
  node.from = operand.from;
  holder.children[holder.children.length - 1] = node;
  node.parent = holder;
  for (let above: Mutable = holder; ; above = above.parent as Mutable) {
    above.to = Math.max(above.to, node.to);
    if (above === whole) return;
  }
}

const STRENGTH: Readonly<Record<string, number>> = { "||": 1, "&&": 2 };

function strengthOf(operator: SyntaxNode): number {
  const text = textOf(operator);
  if (STRENGTH[text] !== undefined) return STRENGTH[text];
  if (/^(?:[=!]=|[<>]=?)$/.test(text)) return 3;
  return /^[-+|^]$/.test(text) ? 4 : 5;
}
