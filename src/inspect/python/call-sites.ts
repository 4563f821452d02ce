import { ancestorOf, childOf, descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { PythonProgram } from "./program.ts";

/** The arguments of a call, as they are written. */
export interface Arguments {
  readonly positional: readonly SyntaxNode[];
  readonly keywords: ReadonlyMap<string, SyntaxNode>;
  /** `**given`. */
  readonly spread: readonly SyntaxNode[];
}

const known = new WeakMap<SyntaxNode, Arguments>();

/** @param call a CallExpression, a decorator, or a class with its bases */
export function argumentsOf(call: SyntaxNode): Arguments {
  const before = known.get(call);
  if (before !== undefined) return before;
  const positional: SyntaxNode[] = [];
  const keywords = new Map<string, SyntaxNode>();
  const spread: SyntaxNode[] = [];
  const children = childOf(call, "ArgList")?.children ?? [];
  for (let index = 0; index < children.length; index++) {
    const child = children[index]!;
    if (child.type === "**" || child.type === "*") {
      const given = children[++index];
      if (given !== undefined && child.type === "**") spread.push(given);
      // What comes after `*given` has no known place.
      if (child.type === "*") break;
    } else if (children[index + 1]?.type === "AssignOp" && child.type === "VariableName") {
      const value = children[index + 2];
      if (value !== undefined) keywords.set(textOf(child), value);
      index += 2;
    } else positional.push(child);
  }
  const found = { positional, keywords, spread };
  known.set(call, found);
  return found;
}

/** Calls by the last name of what is called: `x` of `x()` and of `a.b.x()`. */
export type CallIndex = ReadonlyMap<string, readonly SyntaxNode[]>;

export function indexCalls(program: PythonProgram): CallIndex {
  const index = new Map<string, SyntaxNode[]>();
  for (const { root } of program.modules.values()) {
    for (const node of descendants(root)) {
      if (node.type !== "CallExpression") continue;
      const name = calledName(node);
      if (name === null) continue;
      const all = index.get(name);
      if (all === undefined) index.set(name, [node]);
      else all.push(node);
    }
  }
  return index;
}

/** The last name of what is called. */
export function calledName(call: SyntaxNode): string | null {
  const callee = call.children[0];
  if (callee?.type === "VariableName") return textOf(callee);
  const property = callee?.type === "MemberExpression" ? childOf(callee, "PropertyName") : undefined;
  return property === undefined ? null : textOf(property);
}

/** The class whose method a function is. */
export function classOf(definition: SyntaxNode): SyntaxNode | null {
  const around = ancestorOf(definition, "FunctionDefinition", "ClassDefinition", "Script");
  return around?.type === "ClassDefinition" ? around : null;
}

export function nameOf(definition: SyntaxNode): string {
  const name = childOf(definition, "VariableName");
  return name === undefined ? "" : textOf(name);
}

/** Decorators of a function or a class. */
export function decoratorsOf(definition: SyntaxNode): readonly SyntaxNode[] {
  const { parent } = definition;
  return parent?.type === "DecoratedStatement"
    ? parent.children.filter(({ type }) => type === "Decorator")
    : [];
}

/** `a.b.c` of `@a.b.c(…)`. */
export function decoratorName(decorator: SyntaxNode): string {
  return decorator.children
    .filter(({ type }) => type === "VariableName" || type === "PropertyName")
    .map((name) => textOf(name))
    .join(".");
}
