import { ts } from "ts-morph";
import { exportsOf } from "./exports.ts";
import type { ModuleGraph } from "./module-graph.ts";
import { calledName, propertyName } from "./syntax.ts";

/** Name of a function or variable → the other names by which modules know it: exports and imports may rename it. */
export function aliasesIn({ modules }: ModuleGraph): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, other: string) => {
    if (name === other) return;
    const names = found.get(name);
    if (names === undefined) found.set(name, new Set([other]));
    else names.add(other);
  };
  for (const { file } of modules) {
    for (const { name, original } of renamedImports(file)) add(original, name);
  }
  for (const { file } of modules) {
    for (const [exported, value] of exportsOf(file).names) {
      if (!("node" in value) || !ts.isIdentifier(value.node)) continue;
      add(value.node.text, exported);
      for (const other of found.get(exported) ?? []) add(value.node.text, other);
    }
  }
  return new Map([...found].map(([name, others]) => [name, [...others]]));
}

/** `import { original as name }`, `import name from` and `const { original: name } = require(…)`, of one file. */
export function renamedImports(file: ts.SourceFile): { readonly name: string; readonly original: string }[] {
  return file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(requiredAs);
    if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) return [];
    const { name: whole, namedBindings } = statement.importClause;
    const found = whole === undefined ? [] : [{ name: whole.text, original: "default" }];
    if (namedBindings === undefined || !ts.isNamedImports(namedBindings)) return found;
    for (const { name, propertyName } of namedBindings.elements) {
      if (propertyName !== undefined) found.push({ name: name.text, original: propertyName.text });
    }
    return found;
  });
}

function requiredAs({
  name: pattern,
  initializer,
}: ts.VariableDeclaration): { name: string; original: string }[] {
  if (!ts.isObjectBindingPattern(pattern) || initializer === undefined || !ts.isCallExpression(initializer))
    return [];
  if (calledName(initializer) !== "require") return [];
  return pattern.elements.flatMap(({ name, propertyName: inner }) => {
    const original = propertyName(inner);
    return original !== null && ts.isIdentifier(name) ? [{ name: name.text, original }] : [];
  });
}
