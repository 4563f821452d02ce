import { ts } from "ts-morph";
import { functionAround, walk } from "../syntax.ts";
import type { Evaluator } from "../values/evaluator.ts";
import { isEnvironment } from "./is-environment.ts";

/** Functions that call each other are followed this far. */
const DEPTH = 4;

/** What asks whether a file is the program itself, and nothing about its settings. */
const IS_MAIN = /import\.meta|require\.main|argv\[1\]|\bis_?main/i;

/**
 * Whether a piece of code is reached only where something else holds: inside an `if` or a `?:`, after an early return, or in a
 * function that is called only from such places. `if (!client) client = make()` and tests for the main program do not count.
 */
export function isOnCondition(node: ts.Node, evaluator: Evaluator, depth = DEPTH): boolean {
  const around = functionAround(node);
  for (let inner = node; inner.parent !== undefined && inner !== around; inner = inner.parent) {
    if (isGuarded(inner) || isAfterReturn(inner)) return true;
  }
  if (around === null || depth === 0) return false;
  const calls = evaluator.callsOf(around).filter((call) => functionAround(call) !== around);
  return calls.length > 0 && calls.every((call) => isOnCondition(call, evaluator, depth - 1));
}

function isGuarded(inner: ts.Node): boolean {
  const { parent } = inner;
  if (ts.isIfStatement(parent) && parent.expression !== inner) return !isPlain(parent.expression, inner);
  if (ts.isConditionalExpression(parent) && parent.condition !== inner)
    return !isPlain(parent.condition, inner);
  return false;
}

/** A condition that says nothing about settings: of the main program, or that nothing was made before. */
function isPlain(condition: ts.Expression, branch: ts.Node): boolean {
  if (IS_MAIN.test(condition.getText())) return true;
  if (!ts.isPrefixUnaryExpression(condition)) return false;
  const asked = condition.operand.getText();
  let isMade = false;
  walk(branch, (one) => {
    if (
      ts.isBinaryExpression(one) &&
      one.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      one.left.getText() === asked
    )
      isMade = true;
  });
  return isMade;
}

/** After `if (!enabled) return null` or `if (process.env.OTHER) return …`; not after `if (client) return client`. */
function isAfterReturn(inner: ts.Node): boolean {
  const { parent } = inner;
  if (!ts.isBlock(parent)) return false;
  for (const statement of parent.statements) {
    if (statement === inner) return false;
    if (!ts.isIfStatement(statement)) continue;
    const { expression, thenStatement } = statement;
    const last = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
    if (last === undefined || !ts.isReturnStatement(last)) continue;
    if (asksEnvironment(expression)) return true;
    if (last.expression === undefined || ts.isNumericLiteral(last.expression)) continue;
    if (!expression.getText().includes(last.expression.getText())) return true;
  }
  return false;
}

function asksEnvironment(condition: ts.Expression): boolean {
  let asks = false;
  walk(condition, (one) => {
    if (isEnvironment(one)) asks = true;
  });
  return asks;
}
