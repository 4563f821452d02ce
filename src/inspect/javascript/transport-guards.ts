import { ts } from "ts-morph";
import { type TransportKind, transportOfWord } from "../choose-transport.ts";
import type { CodeIndex } from "./code-index.ts";
import { declarationOf } from "./scopes.ts";
import { bare, functionAround, isFunction, lastName, propertyName, walk } from "./syntax.ts";
import type { Evaluator } from "./values/evaluator.ts";

/** Functions that call each other are followed this far. */
const DEPTH = 4;

/** A variable, and the value with which the code takes a branch. */
export type Guard = readonly [variable: string, value: string];

export interface Guarded {
  readonly index: CodeIndex;
  readonly evaluator: Evaluator;
  /** The names of all variables that the code reads. */
  readonly variables: ReadonlySet<string>;
}

/**
 * The variable that leads to where a transport is made: of the `if`, `?:`, `&&` or `case` around it, or around the calls of
 * the function that makes it.
 *
 * @param made the calls that make the transport
 */
export function guardOf(made: readonly ts.Node[], kind: TransportKind, code: Guarded): Guard | null {
  const around = made.flatMap((node) => guardsAround(node, code, DEPTH));
  const byWord = guardOfWord(kind, code);
  // A library in a bundle has variables of its own; the word that it is given goes before them.
  if (byWord !== null && isNamed(byWord)) return byWord;
  return around.find(isNamed) ?? byWord ?? around.at(-1) ?? null;
}

function isNamed([variable, value]: Guard): boolean {
  return NAMED.test(variable) || transportOfWord(value) !== null;
}

/** Variables that by their names are about transports, rather than about what one of them does. */
const NAMED = /HTTP|SSE|STREAM|TRANSPORT|(?:^|_)PORT$|(?:MCP|SERVER)_MODE/;

/** All of them, the innermost first. */
function guardsAround(node: ts.Node, code: Guarded, depth: number): Guard[] {
  const found: Guard[] = [];
  let inner = node;
  for (; inner.parent !== undefined; inner = inner.parent) {
    // A function that is handed on, as a route's handler is, belongs to where it stands.
    if (isFunction(inner) && inner !== node && !ts.isCallExpression(inner.parent)) break;
    const guard = guardOfBranch(inner, code);
    if (guard !== null) found.push(guard);
  }
  if (inner.parent === undefined || depth === 0) return found;
  const calls = code.evaluator.callsOf(inner).filter((call) => functionAround(call) !== inner);
  return [...found, ...calls.flatMap((call) => guardsAround(call, code, depth - 1))];
}

/** The condition under which a branch is taken, if it is one. */
function guardOfBranch(inner: ts.Node, code: Guarded): Guard | null {
  const { parent } = inner;
  if (ts.isIfStatement(parent) && parent.thenStatement === inner) return asked(parent.expression, code);
  if (ts.isConditionalExpression(parent) && parent.whenTrue === inner) return asked(parent.condition, code);
  if (ts.isBinaryExpression(parent) && parent.right === inner && isAnd(parent))
    return asked(parent.left, code);
  if (ts.isCaseClause(parent) && parent.expression !== inner) {
    const variable = variableIn(parent.parent.parent.expression, code);
    const value = code.evaluator.textOf(parent.expression);
    return variable === null || value === null ? null : [variable, value];
  }
  return null;
}

/** `return "http"`, `mode = TransportMode.STREAMABLE_HTTP` and `{ transportType: "http" }` in a branch that a variable leads to. */
function guardOfWord(kind: TransportKind, code: Guarded): Guard | null {
  let found: Guard | null = null;
  const files = new Set([...code.index.texts].map((node) => node.getSourceFile()));
  for (const file of files) {
    walk(file, (node) => {
      if (found !== null) return;
      const word = ts.isReturnStatement(node)
        ? node.expression
        : ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken
          ? node.right
          : ts.isConditionalExpression(node)
            ? node.whenTrue
            : ts.isPropertyAssignment(node) && /^transport(?:Type)?$/.test(propertyName(node.name) ?? "")
              ? node.initializer
              : undefined;
      if (word === undefined || wordOf(word) !== kind) return;
      for (let inner: ts.Node = word; inner.parent !== undefined; inner = inner.parent) {
        if (inner === functionAround(node)) return;
        found = guardOfBranch(inner, code);
        if (found !== null) return;
      }
    });
  }
  return found;
}

function wordOf(node: ts.Expression): TransportKind | null {
  const value = bare(node);
  if (ts.isStringLiteralLike(value)) return transportOfWord(value.text);
  return ts.isPropertyAccessExpression(value) ? transportOfWord(value.name.text) : null;
}

/** What a condition asks of a variable; null: nothing, or what one value does not answer. */
function asked(condition: ts.Node, code: Guarded, rounds = 4): Guard | null {
  const test = bare(condition);
  if (rounds === 0) return null;
  if (ts.isBinaryExpression(test)) {
    if (isAnd(test)) return asked(test.left, code, rounds) ?? asked(test.right, code, rounds);
    if (test.operatorToken.kind === ts.SyntaxKind.BarBarToken) {
      const either = [test.left, test.right].flatMap((side) => {
        const one = asked(side, code, rounds);
        return one === null ? [] : [one];
      });
      return either.find(([name]) => /HTTP/.test(name)) ?? either.find(isNamed) ?? either[0] ?? null;
    }
    if (!/^===?$/.test(test.operatorToken.getText())) return null;
    for (const [side, other] of [
      [test.left, test.right],
      [test.right, test.left],
    ] as const) {
      const value = ts.isStringLiteralLike(bare(side)) ? code.evaluator.textOf(side) : null;
      const variable = value === null ? null : variableIn(other, code);
      if (variable !== null) return [variable, value!];
    }
    return null;
  }
  const held = initializerOf(test, code);
  if (held !== null && !isRead(held, code)) return asked(held, code, rounds - 1);
  if (ts.isCallExpression(test)) {
    // `["1", "true"].includes(process.env.X)`, and a function of the code's own that says whether one is on.
    const list = lastName(test.expression) === "includes" ? listed(test) : null;
    const variable = variableIn(test, code);
    if (variable !== null) return [variable, list ?? "true"];
    return null;
  }
  const variable = variableIn(test, code);
  return variable === null || !(held !== null || isRead(test, code)) ? null : [variable, "true"];
}

function listed(call: ts.CallExpression): string | null {
  const target = bare(call.expression);
  const list = ts.isPropertyAccessExpression(target) ? bare(target.expression) : null;
  if (list === null || !ts.isArrayLiteralExpression(list)) return null;
  const [first] = list.elements;
  return first !== undefined && ts.isStringLiteralLike(first) ? first.text : null;
}

/** `process.env.X`, or a call that is given its name. */
function isRead(node: ts.Node, { variables }: Guarded): boolean {
  const value = bare(node);
  const name = lastName(value);
  if (name !== null && !ts.isIdentifier(value) && variables.has(name)) return true;
  return (
    ts.isCallExpression(value) &&
    value.arguments.some((one) => ts.isStringLiteralLike(one) && variables.has(one.text))
  );
}

/** What a constant is set to, of whatever module. */
function initializerOf(node: ts.Node, { evaluator }: Guarded): ts.Node | null {
  const value = bare(node);
  if (!ts.isIdentifier(value)) return null;
  const declaration = declarationOf(value);
  if (declaration !== undefined && ts.isVariableDeclaration(declaration))
    return declaration.initializer === undefined ? null : bare(declaration.initializer);
  const [only, ...more] = evaluator.nodesOf(value).filter((one) => one !== value);
  return only === undefined || more.length > 0 ? null : bare(only);
}

/** The one variable whose value an expression has, through constants. */
function variableIn(node: ts.Node, code: Guarded, rounds = 4): string | null {
  const found = new Set<string>();
  walk(node, (one) => {
    if (ts.isStringLiteralLike(one) && code.variables.has(one.text)) found.add(one.text);
    else if (ts.isPropertyAccessExpression(one) && code.variables.has(one.name.text))
      found.add(one.name.text);
    else if (ts.isIdentifier(one) && rounds > 0) {
      const isName = ts.isPropertyAccessExpression(one.parent) && one.parent.name === one;
      const held = isName ? null : initializerOf(one, code);
      const inner = held === null || ts.isFunctionLike(held) ? null : variableIn(held, code, rounds - 1);
      if (inner !== null) found.add(inner);
    }
  });
  const [only] = found;
  return found.size === 1 ? only! : null;
}

function isAnd({ operatorToken }: ts.BinaryExpression): boolean {
  return operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
}
