import { ts } from "ts-morph";
import { declarationOf } from "../scopes.ts";
import { bare, calledName, functionAround, isFunction, lastName, walk, wrapped } from "../syntax.ts";
import type { Evaluator } from "../values/evaluator.ts";
import { isOnCondition } from "./on-condition.ts";
import type { Read } from "./reads.ts";

/** What the code does when a variable is missing. */
export interface Refusal {
  /** It throws or ends the process. */
  readonly required: boolean;
  /** What it says then. */
  readonly message: string | null;
}

const none: Refusal = { required: false, message: null };

/**
 * Whether the code refuses to go on without a variable: `if (!X) throw`, `X ?? fail()`, `assert(X)`, in the function that reads it or,
 * for a variable or a constant that holds it, in any that tests it. One that is reached only where something else holds leaves it optional.
 */
export function refusalOf({ node, via }: Read, evaluator: Evaluator): Refusal {
  const unlessOnCondition = (refusal: Refusal, place: ts.Node): Refusal =>
    refusal.required && isOnCondition(place, evaluator) ? { ...refusal, required: false } : refusal;
  if (via !== null) return unlessOnCondition(inReader(node), via);
  const direct = unlessOnCondition(tested(node), node);
  if (direct.required) return direct;
  const held = heldIn(node);
  if (held === null || isOnCondition(node, evaluator)) return direct;
  const { name, scope } = held;
  let found: Refusal = none;
  walk(scope, (one) => {
    if (found.required || !ts.isIdentifier(one) || one.text !== name.text || one === name) return;
    if (declarationOf(one) !== declarationOf(name)) return;
    const refusal = unlessOnCondition(tested(one), one);
    if (refusal.required || (found.message === null && refusal.message !== null)) found = refusal;
  });
  return found;
}

/** `const KEY = process.env.KEY`, a pattern's element, and the same after `.trim()` and the like. */
function heldIn(node: ts.Node): { name: ts.Identifier; scope: ts.Node } | null {
  let holder = node;
  if (!ts.isBindingElement(node)) {
    holder = wrapped(node).parent;
    while (
      ts.isCallExpression(holder) ||
      ts.isPropertyAccessExpression(holder) ||
      (ts.isBinaryExpression(holder) && /^(?:\|\||\?\?)$/.test(holder.operatorToken.getText()))
    ) {
      holder = wrapped(holder).parent;
    }
  }
  if (!(ts.isBindingElement(holder) || ts.isVariableDeclaration(holder)) || !ts.isIdentifier(holder.name))
    return null;
  return { name: holder.name, scope: functionAround(holder)?.body ?? holder.getSourceFile() };
}

/** A test of a value that ends in a throw when there is none. */
function tested(node: ts.Node): Refusal {
  const value = wrapped(node);
  const { parent } = value;
  if (
    ts.isCallExpression(parent) &&
    parent.arguments[0] === value &&
    /^(?:assert|ok|invariant)$/.test(calledName(parent) ?? "")
  ) {
    return { required: true, message: textIn(parent) };
  }
  const test = negation(value);
  if (test === null) return none;
  let condition: ts.Node = test;
  while (ts.isBinaryExpression(condition.parent) || ts.isParenthesizedExpression(condition.parent)) {
    const around = condition.parent;
    // `!A && !B` refuses only where neither is there.
    if (ts.isBinaryExpression(around)) {
      if (around.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
        const branch = branchOf(around);
        return { required: false, message: branch === null ? null : refusalIn(branch).message };
      }
      if (around.operatorToken.kind !== ts.SyntaxKind.BarBarToken) return none;
    }
    condition = around;
  }
  const branch = branchOf(condition);
  return branch === null ? none : refusalIn(branch);
}

/** The negation of a value, as a condition: `!x`, `x === undefined`, `x == null`, `x === ""`, `!x.length`. */
function negation(value: ts.Node): ts.Node | null {
  const { parent } = value;
  if (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken) return parent;
  if (ts.isBinaryExpression(parent) && /^===?$/.test(parent.operatorToken.getText())) {
    const other = bare(parent.left === value ? parent.right : parent.left);
    return /^(?:undefined|null|void 0|""|'')$/.test(other.getText()) ? parent : null;
  }
  if (
    ts.isPropertyAccessExpression(parent) &&
    parent.name.text === "trim" &&
    ts.isCallExpression(parent.parent)
  ) {
    return negation(wrapped(parent.parent));
  }
  return null;
}

/** What is done where a condition holds. */
function branchOf(condition: ts.Node): ts.Node | null {
  let outer = condition;
  while (
    ts.isParenthesizedExpression(outer.parent) ||
    (ts.isBinaryExpression(outer.parent) &&
      outer.parent.left === outer &&
      outer.parent.operatorToken.kind === ts.SyntaxKind.BarBarToken)
  )
    outer = outer.parent;
  const { parent } = outer;
  if (ts.isIfStatement(parent) && parent.expression === outer) return parent.thenStatement;
  // `!x && fail()`, as minifiers write it, reaches here as the left side of `&&`.
  if (ts.isConditionalExpression(parent) && parent.condition === outer) return parent.whenTrue;
  return ts.isBinaryExpression(parent) &&
    parent.left === outer &&
    parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
    ? parent.right
    : null;
}

function refusalIn(branch: ts.Node): Refusal {
  let throws = false;
  let exits = false;
  let message: string | null = null;
  walk(branch, (node) => {
    if (ts.isThrowStatement(node) && isWorded(node.expression)) throws = true;
    if (ts.isCallExpression(node)) {
      const text = node.expression.getText();
      if (/(?:^|\.)(?:process|proc)\.exit$/.test(text) && node.arguments[0]?.getText() !== "0") exits = true;
    }
    if (message === null && (ts.isCallExpression(node) || ts.isNewExpression(node))) message = textIn(node);
  });
  return { required: exits || throws, message };
}

/** Whether what is thrown is told anything: without a word for the user it belongs to one request, not to the start. */
function isWorded(thrown: ts.Expression): boolean {
  if (!ts.isCallExpression(thrown) && !ts.isNewExpression(thrown)) return true;
  return (thrown.arguments ?? []).some((argument) => !ts.isObjectLiteralExpression(bare(argument)));
}

/** The first text that an error or a log is given. */
function textIn(call: ts.CallExpression | ts.NewExpression): string | null {
  if (lastName(call.expression) === "exit") return null;
  for (const argument of call.arguments ?? []) {
    const value = bare(argument);
    if (ts.isStringLiteralLike(value) && value.text.length > 8) return value.text;
    if (ts.isTemplateExpression(value)) {
      return [value.head.text, ...value.templateSpans.map((span) => `…${span.literal.text}`)].join("");
    }
  }
  return null;
}

/** A function that reads a variable by a name it is given, and throws where it is missing. */
function inReader(node: ts.Node): Refusal {
  const around = functionAround(node);
  const body = around?.body;
  if (body === undefined) return none;
  let required = false;
  walk(body, (one) => {
    if (one !== body && isFunction(one)) return;
    if (ts.isThrowStatement(one) && functionAround(one) === around) required = true;
  });
  return { required, message: null };
}
