import { ts } from "ts-morph";
import { renamedImports } from "./aliases.ts";
import type { Module } from "./module-graph.ts";
import { calledName, walk } from "./syntax.ts";

/** What the analyses look up again and again, gathered in one walk over all modules. */
export interface CodeIndex {
  /** Calls and `new`, by the last name of what is called. */
  readonly calls: ReadonlyMap<string, readonly (ts.CallExpression | ts.NewExpression)[]>;
  /** `name = value` and `x.name = value`, by name. */
  readonly assignments: ReadonlyMap<string, readonly ts.BinaryExpression[]>;
  readonly objects: readonly ts.ObjectLiteralExpression[];
  readonly classes: readonly ts.ClassLikeDeclaration[];
  /** Strings and templates without their expressions, of more than two characters. */
  readonly texts: readonly ts.Node[];
  /** `x.y` where x is `process` or y is `env`. */
  readonly environments: readonly ts.Node[];
}

/** Walks every module once. */
export function indexOf(modules: readonly Module[]): CodeIndex {
  const calls = new Map<string, (ts.CallExpression | ts.NewExpression)[]>();
  const assignments = new Map<string, ts.BinaryExpression[]>();
  const index = {
    calls,
    assignments,
    objects: [] as ts.ObjectLiteralExpression[],
    classes: [] as ts.ClassLikeDeclaration[],
    texts: [] as ts.Node[],
    environments: [] as ts.Node[],
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const name = calledName(node);
      if (name !== null) push(calls, name, node);
    } else if (ts.isBinaryExpression(node)) {
      if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
        if (ts.isIdentifier(node.left)) push(assignments, node.left.text, node);
        else if (ts.isPropertyAccessExpression(node.left)) push(assignments, node.left.name.text, node);
      }
    } else if (ts.isObjectLiteralExpression(node)) {
      if (node.properties.length > 1) index.objects.push(node);
    } else if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    ) {
      if (node.text.length > 2) index.texts.push(node);
    } else if (ts.isPropertyAccessExpression(node)) {
      if (node.name.text === "env") index.environments.push(node);
    } else if (ts.isClassLike(node)) index.classes.push(node);
    else if (ts.isIdentifier(node) && node.text === "env") {
      if (ts.isImportSpecifier(node.parent) || ts.isBindingElement(node.parent))
        index.environments.push(node.parent);
    }
  };
  for (const { file } of modules) walk(file, visit);
  for (const { file } of modules) addRenamed(calls, file);
  return index;
}

/** What is imported under another name is called by that one; minified code renames all it imports. */
function addRenamed(calls: Map<string, (ts.CallExpression | ts.NewExpression)[]>, file: ts.SourceFile): void {
  for (const { name, original } of renamedImports(file)) {
    if (original === "default") continue;
    for (const call of calls.get(name) ?? []) {
      if (call.getSourceFile() === file && ts.isIdentifier(call.expression)) push(calls, original, call);
    }
  }
}

function push<Value>(map: Map<string, Value[]>, name: string, value: Value): void {
  const there = map.get(name);
  if (there === undefined) map.set(name, [value]);
  else there.push(value);
}
