import { ts } from "ts-morph";
import { declarationOf } from "../scopes.ts";
import { bare } from "../syntax.ts";

/** `process.env`, `globalThis.process.env`, `import.meta.env`, `Bun.env`, and `env` as imported from `node:process`. */
export function isEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node))
    return node.name.text === "env" && isProcess(bare(node.expression));
  return ts.isIdentifier(node) && importedFrom(node)?.name === "env";
}

function isProcess(node: ts.Node): boolean {
  if (ts.isMetaProperty(node)) return true;
  if (ts.isPropertyAccessExpression(node)) return node.name.text === "process" || isDefaultOfProcess(node);
  if (!ts.isIdentifier(node)) return false;
  if (node.text === "process" || node.text === "Bun") return true;
  const imported = importedFrom(node);
  return imported !== null && imported.name !== "env";
}

/** `node_process_1.default.env`, as compilers write it. */
function isDefaultOfProcess({ name, expression }: ts.PropertyAccessExpression): boolean {
  return (
    name.text === "default" && ts.isIdentifier(expression) && /(?:^|_)process(?:_|$|\d)/.test(expression.text)
  );
}

/** What an identifier is imported as from Node's module of processes; null where it is not. */
function importedFrom(node: ts.Identifier): { name: string } | null {
  const declaration = declarationOf(node);
  if (declaration === undefined) return null;
  if (ts.isImportSpecifier(declaration)) {
    if (!isProcessModule(declaration.parent.parent.parent.moduleSpecifier)) return null;
    return { name: (declaration.propertyName ?? declaration.name).text };
  }
  if (ts.isImportClause(declaration)) {
    return isProcessModule(declaration.parent.moduleSpecifier) ? { name: "default" } : null;
  }
  if (ts.isNamespaceImport(declaration)) {
    return isProcessModule(declaration.parent.parent.moduleSpecifier) ? { name: "*" } : null;
  }
  return null;
}

function isProcessModule(specifier: ts.Node): boolean {
  return ts.isStringLiteral(specifier) && /^(?:node:)?process$/.test(specifier.text);
}
