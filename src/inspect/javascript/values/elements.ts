import { ts } from "ts-morph";
import { exportsOf } from "../exports.ts";
import { calledName, isFunction, lastName, receiverOf } from "../syntax.ts";
import type { Evaluator } from "./evaluator.ts";
import { returnedBy } from "./follow.ts";
import { exported } from "./members.ts";

export function restOf(evaluator: Evaluator, declaration: ts.ParameterDeclaration): readonly ts.Node[] {
  const target = declaration.parent;
  const position = target.parameters.indexOf(declaration);
  return evaluator.callsOf(target).flatMap((call) => call.arguments?.slice(position) ?? []);
}

export function elementsOfCall(
  evaluator: Evaluator,
  call: ts.CallExpression,
  depth: number,
): readonly ts.Node[] {
  const receiver = receiverOf(call);
  const called = calledName(call);
  const [first] = call.arguments;
  if (receiver === null) return [];
  if (lastName(receiver) === "Object" && first !== undefined) {
    return evaluator
      .nodesOf(first, depth)
      .flatMap((one): readonly ts.Node[] => valuesOf(evaluator, one, called, depth));
  }
  if (called === "concat") {
    return [receiver, ...call.arguments].flatMap((one) => evaluator.elementsOf(one, depth));
  }
  // `Array.from(x)`, `new Set(x)` and the like hold what they are made from.
  if (called === "from" && first !== undefined) return evaluator.elementsOf(first, depth);
  if (called === "values") return evaluator.elementsOf(receiver, depth);
  if (called === "map" || called === "flatMap") {
    const [target] = first === undefined ? [] : evaluator.nodesOf(first, depth);
    return target !== undefined && isFunction(target) ? returnedBy(evaluator, target, depth) : [];
  }
  return [];
}

export function valuesOf(
  evaluator: Evaluator,
  object: ts.Node,
  called: string | null,
  depth: number,
): readonly ts.Node[] {
  if (depth <= 0) return [];
  if (ts.isSourceFile(object)) {
    if (called !== "values") return [];
    return [...exportsOf(object).names.keys()].flatMap((name) => exported(evaluator, object, name, depth));
  }
  if (!ts.isObjectLiteralExpression(object)) return [];
  return object.properties.flatMap((property): readonly ts.Node[] => {
    if (ts.isSpreadAssignment(property)) {
      return evaluator
        .nodesOf(property.expression, depth)
        .flatMap((one) => valuesOf(evaluator, one, called, depth - 1));
    }
    const { name } = property;
    if (called === "keys") return name !== undefined && !ts.isComputedPropertyName(name) ? [name] : [];
    if (called !== "values") return [];
    if (ts.isPropertyAssignment(property)) return [property.initializer];
    return ts.isShorthandPropertyAssignment(property) ? [property.name] : [property];
  });
}
