import { ts } from "ts-morph";
import { exportsOf } from "../exports.ts";
import { bare, isFunction, lastName, member, propertyName } from "../syntax.ts";
import type { Evaluator } from "./evaluator.ts";
import { returnedBy } from "./follow.ts";

export function exported(
  evaluator: Evaluator,
  file: ts.SourceFile,
  name: string,
  depth: number,
): readonly ts.Node[] {
  if (depth <= 0) return [];
  const { names, all, whole } = exportsOf(file);
  const found = names.get(name);
  if (found !== undefined && "node" in found) return evaluator.nodesOf(found.node, depth - 1);
  if (found !== undefined) {
    const other = evaluator.graph.resolve(file, found.from);
    if (other === undefined) return [];
    return found.name === null ? [other] : exported(evaluator, other, found.name, depth - 1);
  }
  for (const from of all) {
    const other = evaluator.graph.resolve(file, from);
    const there = other === undefined ? [] : exported(evaluator, other, name, depth - 1);
    if (there.length > 0) return there;
  }
  if (whole !== null) {
    return name === "default"
      ? evaluator.nodesOf(whole, depth - 1)
      : evaluator.nodesOf(whole, depth - 1).flatMap((one) => evaluator.memberOf(one, name, depth - 1));
  }
  // What compilers make of `import x from` a CommonJS module.
  return name === "default" ? [file] : [];
}

export function membersOf(
  evaluator: Evaluator,
  base: ts.Node,
  name: string,
  depth: number,
  self: ts.Node,
): readonly ts.Node[] {
  if (bare(base).kind === ts.SyntaxKind.ThisKeyword) return ofThis(evaluator, base, name, depth, self);
  const bases = evaluator.nodesOf(base, depth);
  const found = bases.flatMap((one) => evaluator.memberOf(one, name, depth));
  return found.length > 0 ? found : [self];
}

export function ofThis(
  evaluator: Evaluator,
  node: ts.Node,
  name: string,
  depth: number,
  self: ts.Node,
): readonly ts.Node[] {
  let around: ts.Node | undefined = node.parent;
  while (around !== undefined && !ts.isClassLike(around)) around = around.parent;
  if (around === undefined) return [self];
  const found = [...evaluator.memberOf(around, name, depth)];
  for (const { left, right } of (evaluator.index.assignments.get(name) ?? []).slice(0, 50)) {
    if (!ts.isPropertyAccessExpression(left) || left.expression.kind !== ts.SyntaxKind.ThisKeyword) continue;
    if (left.pos < around.pos || left.end > around.end || left.getSourceFile() !== around.getSourceFile())
      continue;
    found.push(...evaluator.nodesOf(right, depth));
  }
  return found.length > 0 ? found : [self];
}

export function findMember(
  evaluator: Evaluator,
  base: ts.Node,
  name: string,
  depth: number,
): readonly ts.Node[] {
  if (ts.isObjectLiteralExpression(base)) {
    const value = member(base, name);
    if (value !== undefined) return isFunction(value) ? [value] : evaluator.nodesOf(value, depth);
    return base.properties.flatMap((property) =>
      ts.isSpreadAssignment(property)
        ? evaluator
            .nodesOf(property.expression, depth)
            .flatMap((one) => evaluator.memberOf(one, name, depth - 1))
        : [],
    );
  }
  if (ts.isSourceFile(base)) return exported(evaluator, base, name, depth);
  if (ts.isClassLike(base)) {
    for (const one of base.members) {
      if (propertyName(one.name) !== name) continue;
      if (ts.isPropertyDeclaration(one))
        return one.initializer === undefined ? [] : evaluator.nodesOf(one.initializer, depth);
      if (ts.isGetAccessor(one)) return returnedBy(evaluator, one, depth);
      return [one];
    }
  }
  if (ts.isEnumDeclaration(base)) {
    const found = base.members.find((one) => propertyName(one.name) === name)?.initializer;
    return found === undefined ? [] : [found];
  }
  if (ts.isVariableDeclaration(base) || ts.isFunctionDeclaration(base)) {
    // `X.A = "a"`, and enums as TypeScript compiles them: `X["A"] = "a"`.
    const found = (evaluator.index.assignments.get(name) ?? []).find(
      ({ left }) =>
        ts.isPropertyAccessExpression(left) &&
        base.name !== undefined &&
        lastName(left.expression) === (ts.isIdentifier(base.name) ? base.name.text : null),
    );
    return found === undefined ? [] : evaluator.nodesOf(found.right, depth);
  }
  if (ts.isNewExpression(base)) {
    return evaluator
      .nodesOf(base.expression, depth)
      .flatMap((one) => (ts.isClassLike(one) ? evaluator.memberOf(one, name, depth - 1) : []));
  }
  return [];
}
