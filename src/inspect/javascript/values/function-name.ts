import { ts } from "ts-morph";
import { lastName, propertyName } from "../syntax.ts";

/** The name a function is called by. */
export function nameOfFunction(target: ts.Node): string | null {
  if (ts.isConstructorDeclaration(target)) return nameOfFunction(target.parent);
  if (
    ts.isFunctionDeclaration(target) ||
    ts.isMethodDeclaration(target) ||
    ts.isClassLike(target) ||
    ts.isFunctionExpression(target)
  ) {
    const own = propertyName(target.name);
    if (own !== null) return own;
  }
  let holder = target.parent;
  // `const f = memoize((x) => …)` is called as f.
  while (holder !== undefined && (ts.isParenthesizedExpression(holder) || ts.isAsExpression(holder)))
    holder = holder.parent;
  if (holder === undefined) return null;
  if (
    ts.isVariableDeclaration(holder) ||
    ts.isPropertyAssignment(holder) ||
    ts.isPropertyDeclaration(holder)
  ) {
    return propertyName(holder.name);
  }
  return ts.isBinaryExpression(holder) ? lastName(holder.left) : null;
}
