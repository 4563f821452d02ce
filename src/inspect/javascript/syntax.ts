import { ts } from "ts-morph";
import type { CodePlace } from "../facts.ts";

/** An expression without what does not change its value: parentheses, types, `!`, `await`. */
export function bare(node: ts.Node): ts.Node {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner) ||
    ts.isAwaitExpression(inner)
  ) {
    inner = inner.expression;
  }
  // `(0, x.y)(…)`, as compilers call an import without its `this`.
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.CommaToken) {
    return bare(inner.right);
  }
  return inner;
}

/** The outermost expression that has the same value as this one; see `bare`. */
export function wrapped(node: ts.Node): ts.Node {
  let outer = node;
  while (outer.parent !== undefined && outer.parent.kind !== ts.SyntaxKind.SourceFile) {
    if (bare(outer.parent) !== bare(node) || outer.parent === outer) break;
    outer = outer.parent;
  }
  return outer;
}

/** The name of a property, where it is written there: `{ name: 1 }`, `{ "name": 1 }`, `{ ["name"]: 1 }`. */
export function propertyName(name: ts.PropertyName | ts.BindingName | undefined): string | null {
  if (name === undefined) return null;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isPrivateIdentifier(name)) return name.text;
  return ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)
    ? name.expression.text
    : null;
}

/** The last name of what is called: `f` of `f()`, `a.b.f()`, `a["f"]()` and `(0, a.f)()`. */
export function calledName(call: ts.CallExpression | ts.NewExpression): string | null {
  return lastName(call.expression);
}

export function lastName(node: ts.Node): string | null {
  const target = bare(node);
  if (ts.isIdentifier(target)) return target.text;
  if (ts.isPropertyAccessExpression(target)) return target.name.text;
  return ts.isElementAccessExpression(target) && ts.isStringLiteralLike(target.argumentExpression)
    ? target.argumentExpression.text
    : null;
}

/** What a method is called on; null for a plain function. */
export function receiverOf(call: ts.CallExpression | ts.NewExpression): ts.Node | null {
  const target = bare(call.expression);
  return ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)
    ? target.expression
    : null;
}

/** The member of an object literal by its name: its value, or the method. */
export function member(object: ts.ObjectLiteralExpression, name: string): ts.Node | undefined {
  for (const property of object.properties) {
    if (ts.isSpreadAssignment(property) || propertyName(property.name) !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
    return property;
  }
  return undefined;
}

export function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && "body" in node;
}

/** The innermost function around a node; null at the top. */
export function functionAround(node: ts.Node): ts.FunctionLikeDeclaration | null {
  for (let outer = node.parent; outer !== undefined; outer = outer.parent)
    if (isFunction(outer)) return outer;
  return null;
}

export function placeOf(node: ts.Node, file = node.getSourceFile()): CodePlace {
  return {
    file: file.fileName.slice(1),
    line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1,
  };
}

/** Visits a node and all below it, in the order of the code, without recursion's limit of depth. */
export function walk(root: ts.Node, visit: (node: ts.Node) => void): void {
  const stack: ts.Node[] = [root];
  const children: ts.Node[] = [];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    visit(node);
    children.length = 0;
    ts.forEachChild(node, (child) => {
      children.push(child);
    });
    for (let index = children.length - 1; index >= 0; index -= 1) stack.push(children[index]!);
  }
}
