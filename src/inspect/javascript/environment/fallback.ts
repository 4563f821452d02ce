import { ts } from "ts-morph";
import { bare, calledName, isFunction, receiverOf, wrapped } from "../syntax.ts";
import type { Evaluator } from "../values/evaluator.ts";
import { isEnvironment } from "./is-environment.ts";
import type { Read } from "./reads.ts";

/** Calls that change a text's form and not what it says. */
const FORM =
  /^(?:parseInt|parseFloat|Number|String|Boolean|BigInt|trim|trimEnd|trimStart|toLowerCase|toUpperCase|toString|resolve|normalize)$/;

/** What the code takes where a variable is not set. */
export interface Fallback {
  /** Its text; null: it has none, or one that is computed. */
  readonly text: string | null;
  /** There is something in its place, be it computed. */
  readonly exists: boolean;
}

/** The fallback of one read: `|| x`, `?? x`, `? a : x`, a pattern's default, the argument after its name of the function that reads it. */
export function fallbackOf({ name, node, via }: Read, evaluator: Evaluator): Fallback {
  if (ts.isBindingElement(node)) {
    return node.initializer === undefined ? none : { text: evaluator.textOf(node.initializer), exists: true };
  }
  const own = after(node, evaluator);
  if (via === null || own.text !== null) return own;
  const given = via.arguments ?? [];
  // `getConfig("flag", "NAME", "default")`: what stands after the name, wherever that is.
  const second = given[given.findIndex((one) => evaluator.textOf(one) === name) + 1];
  const text = second === undefined ? null : evaluator.textOf(second);
  if (text !== null && text !== name) return { text, exists: true };
  const around = ts.isCallExpression(via) ? after(via, evaluator) : none;
  return around.exists ? around : { ...own, exists: own.exists && !hasThrow(node) };
}

const none: Fallback = { text: null, exists: false };

function after(node: ts.Node, evaluator: Evaluator): Fallback {
  for (let value = wrapped(node); ; value = wrapped(value.parent)) {
    const { parent } = value;
    if (parent === undefined) return none;
    if (ts.isBinaryExpression(parent) && parent.left === value) {
      const { kind } = parent.operatorToken;
      if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken) {
        return { text: literalOf(parent.right, evaluator), exists: !isRefusal(parent.right, evaluator) };
      }
      return none;
    }
    if (ts.isConditionalExpression(parent)) {
      if (parent.condition === value) return { text: otherBranch(parent, node, evaluator), exists: true };
      return { text: otherBranch(parent, node, evaluator), exists: true };
    }
    const isSubject =
      (ts.isCallExpression(parent) && parent.arguments[0] === value && FORM.test(calledName(parent) ?? "")) ||
      ((ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
        parent.expression === value &&
        ts.isCallExpression(parent.parent)) ||
      (ts.isCallExpression(parent) && parent.expression === value && FORM.test(calledName(parent) ?? ""));
    if (!isSubject) return none;
  }
}

/** The text of what stands in its place, where that is not yet another variable. */
function literalOf(node: ts.Node, evaluator: Evaluator): string | null {
  const value = bare(node);
  if (mentionsEnvironment(value)) {
    // `A || B || "text"`: the last one is what is left when neither is set.
    if (ts.isBinaryExpression(value)) return literalOf(value.right, evaluator);
    return null;
  }
  return evaluator.textOf(value);
}

/** `X ? X : "text"`, `X !== undefined ? f(X) : "text"`. */
function otherBranch(choice: ts.ConditionalExpression, read: ts.Node, evaluator: Evaluator): string | null {
  const name = read.getText();
  const branches = [choice.whenTrue, choice.whenFalse].filter((one) => !one.getText().includes(name));
  const [only] = branches;
  if (branches.length !== 1 || only === undefined || mentionsEnvironment(only)) return null;
  return evaluator.textOf(only);
}

function mentionsEnvironment(node: ts.Node): boolean {
  let found = false;
  const visit = (one: ts.Node): void => {
    if (found || isFunction(one)) return;
    if (isEnvironment(one)) found = true;
    else ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

/** `?? fail("…")`: a function that only throws stands in its place. */
export function isRefusal(node: ts.Node, evaluator: Evaluator): boolean {
  const value = bare(node);
  if (!ts.isCallExpression(value)) return false;
  if (receiverOf(value)?.getText() === "process" && calledName(value) === "exit") return true;
  return evaluator.nodesOf(value.expression).some((target) => isFunction(target) && endsInThrow(target.body));
}

function endsInThrow(body: ts.Node | undefined): boolean {
  if (body === undefined) return false;
  if (!ts.isBlock(body)) return false;
  const last = body.statements.at(-1);
  return last !== undefined && (ts.isThrowStatement(last) || /^process\.exit\(/.test(last.getText()));
}

function hasThrow(node: ts.Node): boolean {
  for (let around: ts.Node | undefined = node.parent; around !== undefined; around = around.parent) {
    if (isFunction(around))
      return around.body !== undefined && /\bthrow\b|process\.exit\(/.test(around.body.getText());
  }
  return false;
}
