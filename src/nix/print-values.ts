import type { BinaryOperator, Nix } from "./ast.ts";
import { type Doc, group, line, nest, priority, seeThrough, softLine, space } from "./doc.ts";
import { absorbedParens, callAsValue } from "./print-calls.ts";
import { absorbed, expression, wideTerm } from "./print-expression.ts";
import { isAbsorbable, isTerm } from "./print-terms.ts";

/** What stands right of `=` or `?`, and operators. */

type Binary = Extract<Nix, { kind: "binary" }>;

const COMPARISONS = new Set<BinaryOperator>(["<", "<=", ">", ">=", "==", "!="]);
/** Their right side may open its bracket on the operator's line. */
const COMBINING = new Set<BinaryOperator>(["//", "++", "+"]);

/** The value of a binding or a default, with the gap before it. */
export function rightHandSide(node: Nix): Doc {
  if (node.kind === "attrs" && node.items.length === 1 && node.items[0]?.kind === "inherit") {
    return nest(space, group(absorbed(node, false)));
  }
  if (isAbsorbable(node)) return nest(space, group(absorbed(node, true)));
  switch (node.kind) {
    case "paren":
      return nest(space, absorbedParens(node.of));
    case "string":
    case "indented":
    case "path":
      return nest(space, group(expression(node)));
    case "apply":
      return nest(callAsValue(node));
    case "binary":
      return COMBINING.has(node.op) ? combined(node) : nest(line, group(expression(node)));
    default:
      return isTerm(node) || node.kind === "with"
        ? nest(group(line, expression(node)))
        : nest(line, group(expression(node)));
  }
}

function combined(node: Binary): Doc {
  const [first] = operands(node, node.op);
  const left = node.op === "+" ? (first as Nix) : node.left;
  if (isTerm(left) && isAbsorbable(left)) return [space, chain(node, true)];
  if (!endsInBrackets(node)) return nest(line, group(expression(node)));
  const right = seeThrough(node.op, space, priority(wideTerm(node.right)));
  return nest(group(line, expression(node.left), line, right));
}

/** nixfmt takes `+` to associate to the right, so that only of two operands the second is "the right". */
function endsInBrackets(node: Binary): boolean {
  const pair = node.op !== "+" || operands(node, "+").length === 2;
  return pair && isTerm(node.right) && isAbsorbable(node.right);
}

export function operation(node: Binary): Doc {
  if (COMPARISONS.has(node.op)) {
    return [expression(node.left), softLine, node.op, space, expression(node.right)];
  }
  if (COMBINING.has(node.op) && endsInBrackets(node)) {
    return group(expression(node.left), line, node.op, space, nest(expression(node.right)));
  }
  return chain(node, false);
}

/** `a ++ b ++ c`: all on one line, or each operator at the start of its own. */
function chain(node: Binary, firstWide: boolean): Doc {
  const [first, ...rest] = operands(node, node.op);
  const head = first as Nix;
  const wide = firstWide && isTerm(head) && isAbsorbable(head);
  return group(
    wide ? wideTerm(head) : expression(head),
    rest.map((operand) => [line, node.op, nest(rightOperand(operand))]),
  );
}

function operands(node: Nix, op: BinaryOperator): Nix[] {
  if (node.kind !== "binary" || node.op !== op) return [node];
  return [...operands(node.left, op), ...operands(node.right, op)];
}

function rightOperand(node: Nix): Doc {
  if (isTerm(node) && isAbsorbable(node)) return [space, expression(node)];
  if (node.kind === "binary") return group(line, expression(node));
  if (node.kind === "apply") return group(callAsValue(node));
  return [space, expression(node)];
}
