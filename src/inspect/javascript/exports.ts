import { ts } from "ts-morph";
import { lastName, member, propertyName } from "./syntax.ts";

/** What a module gives to others under a name: an expression or a declaration of its own, or another module's. */
export type Exported = { readonly node: ts.Node } | { readonly from: string; readonly name: string | null };

interface Exports {
  readonly names: ReadonlyMap<string, Exported>;
  /** `export * from`. */
  readonly all: readonly string[];
  /** `module.exports = …` */
  readonly whole: ts.Node | null;
}

const tables = new WeakMap<ts.SourceFile, Exports>();

/** The exports of a module, ESM or CommonJS; read once. */
export function exportsOf(file: ts.SourceFile): Exports {
  let table = tables.get(file);
  if (table === undefined) {
    table = read(file);
    tables.set(file, table);
  }
  return table;
}

function read(file: ts.SourceFile): Exports {
  const names = new Map<string, Exported>();
  const all: string[] = [];
  let whole: ts.Node | null = null;
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) addExportDeclaration(names, all, statement);
    else if (ts.isExportAssignment(statement)) names.set("default", { node: statement.expression });
    else if (ts.isExpressionStatement(statement)) {
      whole = addCommonJs(names, all, statement.expression) ?? whole;
    } else if (isExported(statement)) addDeclaration(names, statement);
  }
  return { names, all, whole };
}

function addExportDeclaration(
  names: Map<string, Exported>,
  all: string[],
  { exportClause, moduleSpecifier }: ts.ExportDeclaration,
): void {
  const from =
    moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : null;
  if (exportClause === undefined) {
    if (from !== null) all.push(from);
  } else if (ts.isNamespaceExport(exportClause)) {
    if (from !== null) names.set(exportClause.name.text, { from, name: null });
  } else {
    for (const { name, propertyName: inner } of exportClause.elements) {
      const local = inner ?? name;
      if (from !== null) names.set(name.text, { from, name: local.text });
      else names.set(name.text, { node: local });
    }
  }
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

function addDeclaration(names: Map<string, Exported>, statement: ts.Statement): void {
  if (ts.isVariableStatement(statement)) {
    for (const { name } of statement.declarationList.declarations) {
      if (ts.isIdentifier(name)) names.set(name.text, { node: name });
    }
  } else if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  ) {
    const isDefault = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
    names.set(isDefault ? "default" : (statement.name?.text ?? ""), { node: statement });
  }
}

/** `exports.a = exports.b = x`, `module.exports = x`, `Object.defineProperty(exports, "a", { get })`, `__exportStar(require("x"))`. */
function addCommonJs(names: Map<string, Exported>, all: string[], expression: ts.Expression): ts.Node | null {
  if (ts.isCallExpression(expression)) {
    addByCall(names, all, expression);
    return null;
  }
  let whole: ts.Node | null = null;
  const targets: ts.Expression[] = [];
  let value: ts.Expression = expression;
  while (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    targets.push(value.left);
    value = value.right;
  }
  for (const target of targets) {
    if (!ts.isPropertyAccessExpression(target)) continue;
    if (target.getText() === "module.exports") whole = value;
    else if (/^(?:module\.)?exports$/.test(target.expression.getText())) {
      // `exports.a = void 0` only makes room.
      if (!ts.isVoidExpression(value)) names.set(target.name.text, { node: value });
    }
  }
  return whole;
}

function addByCall(names: Map<string, Exported>, all: string[], call: ts.CallExpression): void {
  const called = lastName(call.expression);
  const [first, second, third] = call.arguments;
  if (called === "__exportStar" && first !== undefined && ts.isCallExpression(first)) {
    const [specifier] = first.arguments;
    if (specifier !== undefined && ts.isStringLiteral(specifier)) all.push(specifier.text);
  } else if (called === "defineProperty" && first?.getText() === "exports" && second && third) {
    if (!ts.isStringLiteral(second) || !ts.isObjectLiteralExpression(third)) return;
    const value = member(third, "value") ?? returned(member(third, "get"));
    if (value !== undefined) names.set(second.text, { node: value });
  } else if (called === "__export" && second !== undefined && ts.isObjectLiteralExpression(second)) {
    for (const property of second.properties) {
      const value = ts.isPropertyAssignment(property) ? returned(property.initializer) : undefined;
      const name = propertyName(property.name);
      if (value !== undefined && name !== null) names.set(name, { node: value });
    }
  }
}

/** What a function without more gives back. */
function returned(node: ts.Node | undefined): ts.Node | undefined {
  if (node === undefined || !(ts.isArrowFunction(node) || ts.isFunctionExpression(node))) return undefined;
  if (!ts.isBlock(node.body)) return node.body;
  const [only] = node.body.statements;
  return only !== undefined && ts.isReturnStatement(only) ? only.expression : undefined;
}
