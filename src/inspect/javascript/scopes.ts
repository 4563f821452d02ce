import { ts } from "ts-morph";
import { isFunction } from "./syntax.ts";

/** What a name can be bound to. */
export type Declaration =
  | ts.VariableDeclaration
  | ts.BindingElement
  | ts.ParameterDeclaration
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ClassDeclaration
  | ts.ClassExpression
  | ts.EnumDeclaration
  | ts.ImportSpecifier
  | ts.ImportClause
  | ts.NamespaceImport
  | ts.ImportEqualsDeclaration;

type Names = Map<string, Declaration>;

const scopes = new WeakMap<ts.Node, Names>();

/**
 * What an identifier is bound to in its file, by JavaScript's rules of scope; undefined for globals. Scopes are read when a name in
 * them is asked for, and only once.
 */
export function declarationOf(identifier: ts.Identifier): Declaration | undefined {
  const name = identifier.text;
  for (let node: ts.Node | undefined = identifier.parent; node !== undefined; node = node.parent) {
    if (!isScope(node)) continue;
    let names = scopes.get(node);
    if (names === undefined) {
      names = namesOf(node);
      scopes.set(node, names);
    }
    const found = names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isScope(node: ts.Node): boolean {
  return (
    ts.isBlock(node) ||
    isFunction(node) ||
    ts.isSourceFile(node) ||
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isCatchClause(node) ||
    ts.isCaseBlock(node) ||
    ts.isModuleBlock(node) ||
    ts.isClassExpression(node)
  );
}

function namesOf(scope: ts.Node): Names {
  const names: Names = new Map();
  if (isFunction(scope)) {
    if (ts.isFunctionExpression(scope) && scope.name !== undefined) names.set(scope.name.text, scope);
    for (const parameter of scope.parameters) addPattern(names, parameter.name, parameter);
  } else if (ts.isClassExpression(scope)) {
    if (scope.name !== undefined) names.set(scope.name.text, scope);
  } else if (ts.isCatchClause(scope)) {
    if (scope.variableDeclaration !== undefined) addVariable(names, scope.variableDeclaration);
  } else if (ts.isForStatement(scope) || ts.isForOfStatement(scope) || ts.isForInStatement(scope)) {
    const { initializer } = scope;
    if (initializer !== undefined && ts.isVariableDeclarationList(initializer)) addList(names, initializer);
  } else if (ts.isCaseBlock(scope)) {
    for (const clause of scope.clauses) for (const one of clause.statements) addStatement(names, one);
  } else if (ts.isBlock(scope) || ts.isSourceFile(scope) || ts.isModuleBlock(scope)) {
    for (const one of scope.statements) addStatement(names, one);
    if (ts.isSourceFile(scope) || isFunction(scope.parent)) addHoisted(names, scope);
  }
  return names;
}

function addStatement(names: Names, statement: ts.Statement): void {
  if (ts.isVariableStatement(statement)) addList(names, statement.declarationList);
  else if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  ) {
    if (statement.name !== undefined) names.set(statement.name.text, statement);
  } else if (ts.isImportEqualsDeclaration(statement)) names.set(statement.name.text, statement);
  else if (ts.isImportDeclaration(statement) && statement.importClause !== undefined) {
    addImports(names, statement.importClause);
  }
}

function addImports(names: Names, clause: ts.ImportClause): void {
  if (clause.name !== undefined) names.set(clause.name.text, clause);
  const { namedBindings } = clause;
  if (namedBindings === undefined) return;
  if (ts.isNamespaceImport(namedBindings)) names.set(namedBindings.name.text, namedBindings);
  else for (const one of namedBindings.elements) names.set(one.name.text, one);
}

function addList(names: Names, list: ts.VariableDeclarationList): void {
  for (const declaration of list.declarations) addVariable(names, declaration);
}

function addVariable(names: Names, declaration: ts.VariableDeclaration): void {
  addPattern(names, declaration.name, declaration);
}

function addPattern(
  names: Names,
  name: ts.BindingName,
  declaration: ts.VariableDeclaration | ts.BindingElement | ts.ParameterDeclaration,
): void {
  if (ts.isIdentifier(name)) names.set(name.text, declaration);
  else {
    for (const element of name.elements) {
      if (ts.isBindingElement(element)) addPattern(names, element.name, element);
    }
  }
}

/** `var` in inner blocks belongs to the function around them. */
function addHoisted(names: Names, scope: ts.Node): void {
  const visit = (node: ts.Node): void => {
    if (isFunction(node) || ts.isClassLike(node) || ts.isExpressionStatement(node)) return;
    if (ts.isVariableDeclarationList(node)) {
      if ((node.flags & ts.NodeFlags.BlockScoped) !== 0) return;
      for (const one of node.declarations) {
        if (!ts.isIdentifier(one.name) || !names.has(one.name.text)) addVariable(names, one);
      }
      return;
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(scope, visit);
}
