import { childOf, descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import { parametersOf } from "./names.ts";
import type { GoProgram } from "./program.ts";
import { ListValue, type Value } from "./values.ts";

/** The arguments of a call, in order. */
export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  return (childOf(call, "Arguments")?.children ?? []).filter(({ type }) => type !== "...");
}

/** What is called, without the types it is given: `f` of `f[T](x)`. */
export function calleeOf(call: SyntaxNode): SyntaxNode {
  const callee = call.children[0]!;
  const isTyped = callee.type === "ParameterizedExpr" || callee.type === "IndexExpr";
  return isTyped ? callee.children[0]! : callee;
}

/** The last name of what is called. */
export function calledName(call: SyntaxNode): string | null {
  const callee = calleeOf(call);
  if (callee.type === "VariableName") return textOf(callee);
  const field = callee.type === "SelectorExpr" ? childOf(callee, "FieldName") : undefined;
  return field === undefined ? null : textOf(field);
}

/** Calls by the last name of what is called. */
export function indexCalls(program: GoProgram): ReadonlyMap<string, readonly SyntaxNode[]> {
  const index = new Map<string, SyntaxNode[]>();
  for (const { roots } of program.packages.values()) {
    for (const root of roots) {
      for (const node of descendants(root)) {
        const name = node.type === "CallExpr" ? calledName(node) : null;
        if (name === null) continue;
        const all = index.get(name);
        if (all === undefined) index.set(name, [node]);
        else all.push(node);
      }
    }
  }
  return index;
}

/** The parameters of a function as a call gives them, by name. */
export function bindArguments(
  definition: SyntaxNode,
  call: SyntaxNode,
  value: (argument: SyntaxNode) => Value | undefined,
): ReadonlyMap<string, Value | undefined> {
  const args = argumentsOf(call);
  const values = new Map<string, Value | undefined>();
  parametersOf(definition).forEach(({ name, isVariadic }, index) => {
    const given = args[index];
    if (isVariadic) values.set(name, new ListValue(args.slice(index).map((argument) => value(argument))));
    else values.set(name, given === undefined ? undefined : value(given));
  });
  return values;
}
