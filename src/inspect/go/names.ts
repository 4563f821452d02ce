import { childrenOf, descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import { literal } from "./literals.ts";

/** What gives a name its value. */
export type Binding =
  | {
      readonly kind: "value";
      readonly value: SyntaxNode;
      readonly index: number | null;
      readonly at: SyntaxNode;
    }
  | { readonly kind: "function" | "type"; readonly at: SyntaxNode }
  | { readonly kind: "parameter"; readonly at: SyntaxNode }
  | { readonly kind: "round"; readonly at: SyntaxNode; readonly over: SyntaxNode; readonly isKey: boolean };

/** Names by the function they stand in; by the file's root those of the package. */
export type Names = Map<SyntaxNode, Map<string, Binding[]>>;

const FUNCTIONS = ["FunctionDecl", "MethodDecl", "FunctionLiteral"];

/** The nearest function around a node, else its file. */
export function functionAround(node: SyntaxNode): SyntaxNode {
  let above = node.parent ?? node;
  while (above.parent !== null && !FUNCTIONS.includes(above.type)) above = above.parent;
  return above;
}

/** The names of a file. Blocks within a function share them: the nearest one before its use counts. */
export function namesOf(root: SyntaxNode): Names {
  const names: Names = new Map();
  const bind = (scope: SyntaxNode, name: SyntaxNode, binding: Binding) => {
    const own = names.get(scope) ?? new Map<string, Binding[]>();
    names.set(scope, own);
    const text = textOf(name);
    const all = own.get(text);
    if (all === undefined) own.set(text, [binding]);
    else all.push(binding);
  };
  for (const node of descendants(root)) {
    const scope = functionAround(node);
    switch (node.type) {
      case "FunctionDecl":
        bind(scope, childrenOf(node, "DefName")[0] ?? node, { kind: "function", at: node });
        break;
      case "TypeSpec":
        bind(scope, childrenOf(node, "DefName")[0] ?? node, { kind: "type", at: node });
        break;
      case "VarSpec":
      case "ConstSpec":
      case "VarDecl":
      case "Assignment":
        bindValues(node, (name, binding) => bind(scope, name, binding));
        break;
      case "Parameter": {
        const owner = node.parent!.parent!;
        if (!FUNCTIONS.includes(owner.type)) break;
        for (const name of childrenOf(node, "DefName")) bind(owner, name, { kind: "parameter", at: owner });
        break;
      }
      case "RangeClause": {
        const over = node.children.at(-1)!;
        const targets = node.children.filter(({ type }) => type === "DefName" || type === "VariableName");
        targets.slice(0, 2).forEach((name, index) => {
          if (name !== over) bind(scope, name, { kind: "round", at: node.parent!, over, isKey: index === 0 });
        });
      }
    }
  }
  return names;
}

function bindValues(node: SyntaxNode, bind: (name: SyntaxNode, binding: Binding) => void): void {
  const equals = node.children.findIndex(({ type }) => type === "=" || type === ":=");
  if (equals < 0) return;
  const targets = node.children
    .slice(0, equals)
    .filter(({ type }) => type === "DefName" || (type === "VariableName" && node.type === "Assignment"));
  const values = node.children.slice(equals + 1);
  targets.forEach((name, index) => {
    const value = values.length === 1 ? values[0] : values[index];
    if (value === undefined) return;
    const part = values.length === 1 && targets.length > 1 ? index : null;
    bind(name, { kind: "value", value, index: part, at: node });
  });
}

/** Import paths by the names that a file uses; those without a name of their own under the empty text. */
export function importsOf(root: SyntaxNode): { readonly name: string | null; readonly path: string }[] {
  return [...descendants(root)].flatMap((node) => {
    if (node.type !== "ImportSpec") return [];
    const path = literal(childrenOf(node, "String")[0]!) ?? "";
    const name = childrenOf(node, "DefName")[0];
    return [{ name: name === undefined ? null : textOf(name), path }];
  });
}

export interface Parameter {
  readonly name: string;
  readonly isVariadic: boolean;
  readonly type: string;
}

/** The parameters of a function in order; those without a name are there with an empty one. */
export function parametersOf(definition: SyntaxNode): Parameter[] {
  const lists = childrenOf(definition, "Parameters");
  const list = definition.type === "MethodDecl" ? lists[1] : lists[0];
  return (list?.children ?? []).flatMap((parameter) => {
    const names = childrenOf(parameter, "DefName");
    const last = parameter.children.at(-1);
    const type = last === undefined ? "" : textOf(last);
    const isVariadic = parameter.children.some((child) => child.type === "...");
    if (names.length === 0) return [{ name: "", isVariadic, type }];
    return names.map((name) => ({ name: textOf(name), isVariadic, type }));
  });
}
