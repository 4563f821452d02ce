import { ts } from "ts-morph";
import type { CodeIndex } from "../code-index.ts";
import type { Module } from "../module-graph.ts";
import { type Declaration, declarationOf } from "../scopes.ts";
import { bare, calledName, isFunction, propertyName, walk, wrapped } from "../syntax.ts";
import type { Evaluator } from "../values/evaluator.ts";
import { isEnvironment } from "./is-environment.ts";

/** A place where the code takes a variable by its name. */
export interface Read {
  readonly name: string;
  /** The expression or the pattern's element whose value is the variable's. */
  readonly node: ts.Node;
  /** The call that names the variable, where a function of the code's own reads it. */
  readonly via: ts.CallExpression | ts.NewExpression | null;
}

/** An object of all variables, given to a schema or to a library that checks them. */
export interface Handed {
  readonly call: ts.CallExpression;
}

/** Names of variables are written like this; Windows' own and npm's are not settings of a server. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{1,}$/;

const ROUNDS = 4;

/**
 * Finds every read of an environment variable: of `process.env` itself, and of whatever it is handed on as (variables,
 * parameters, imports), by names that are written there, computed from constants, or given to a function that reads them.
 */
export function environmentReads(
  modules: readonly Module[],
  index: CodeIndex,
  evaluator: Evaluator,
): { readonly reads: readonly Read[]; readonly handed: readonly Handed[] } {
  const reads: Read[] = [];
  const handed: Handed[] = [];
  const aliases = new Set<Declaration>();
  const fields: Fields = new Map();
  const seen = new Set<ts.Node>();

  const use = (node: ts.Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const value = wrapped(node);
    const { parent } = value;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === value)
      add(parent.name.text, parent, null);
    else if (ts.isElementAccessExpression(parent) && parent.expression === value) {
      for (const { name, via } of keysOf(parent, evaluator)) add(name, parent, via);
    } else if (isChoice(parent)) use(parent);
    else if (ts.isVariableDeclaration(parent) && parent.initializer === value) bind(parent.name, parent);
    else if (ts.isParameter(parent) && parent.initializer === value) bind(parent.name, parent);
    else if (ts.isPropertyDeclaration(parent) && parent.initializer === value) addField(fields, parent.name);
    else if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) handOn(value, parent);
    else if (ts.isPropertyAssignment(parent) || ts.isSpreadAssignment(parent)) inObject(parent);
    else if (ts.isBinaryExpression(parent) && parent.right === value) assign(parent);
  };

  const add = (name: string, node: ts.Node, via: Read["via"]): void => {
    if (NAME.test(name) && !isWrite(node)) reads.push({ name, node, via });
  };

  const bind = (name: ts.BindingName, declaration: Declaration): void => {
    if (ts.isIdentifier(name)) {
      aliases.add(declaration);
      // `constructor(private readonly env = process.env)`
      if (ts.isParameter(declaration) && declaration.modifiers !== undefined) addField(fields, name);
    } else if (ts.isObjectBindingPattern(name)) {
      for (const element of name.elements) {
        const key = propertyName(element.propertyName ?? element.name);
        if (key !== null && element.dotDotDotToken === undefined) add(key, element, null);
      }
    }
  };

  const handOn = (value: ts.Node, call: ts.CallExpression | ts.NewExpression): void => {
    const position = call.arguments?.indexOf(value as ts.Expression) ?? -1;
    if (position < 0) return;
    if (ts.isCallExpression(call)) handed.push({ call });
    for (const target of evaluator.nodesOf(call.expression)) {
      const parameters = isFunction(target)
        ? target.parameters
        : ts.isClassLike(target)
          ? target.members.find(ts.isConstructorDeclaration)?.parameters
          : undefined;
      const parameter = parameters?.[position];
      if (parameter !== undefined) bind(parameter.name, parameter);
    }
  };

  const inObject = (property: ts.PropertyAssignment | ts.SpreadAssignment): void => {
    const around = wrapped(property.parent).parent;
    if (!ts.isCallExpression(around)) return;
    // What is spread into a child's environment is handed on, not read.
    if (/^(?:spawn|exec|fork|execa|fetch)/.test(calledName(around) ?? "")) return;
    handed.push({ call: around });
  };

  const assign = ({ left, operatorToken }: ts.BinaryExpression): void => {
    if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
    if (ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword)
      addField(fields, left.name);
    const declaration = ts.isIdentifier(left) ? declarationOf(left) : undefined;
    if (declaration !== undefined) aliases.add(declaration);
  };

  for (const node of index.environments) {
    if (ts.isPropertyAccessExpression(node)) {
      if (isEnvironment(node)) use(node);
      else if (isFieldRead(node)) use(node);
    } else if (ts.isImportSpecifier(node) && isEnvironment(node.name)) aliases.add(node);
    else if (ts.isBindingElement(node) && isOfProcess(node)) aliases.add(node);
  }
  for (let round = 0, done = 0; round < ROUNDS && aliases.size + sizeOf(fields) > done; round += 1) {
    done = aliases.size + sizeOf(fields);
    useAliases(modules, aliases, evaluator, use);
    useFields(fields, use);
  }
  return { reads, handed };
}

/** Members that hold all variables, by the file whose `this` has them. */
type Fields = Map<ts.SourceFile, Set<string>>;

function addField(fields: Fields, name: ts.PropertyName): void {
  const text = propertyName(name);
  const file = name.getSourceFile();
  if (text !== null) fields.set(file, (fields.get(file) ?? new Set()).add(text));
}

function sizeOf(fields: Fields): number {
  return [...fields.values()].reduce((sum, names) => sum + names.size, 0);
}

function useFields(fields: Fields, use: (node: ts.Node) => void): void {
  for (const [file, names] of fields) {
    walk(file, (node) => {
      if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return;
      const isSet = ts.isBinaryExpression(node.parent) && node.parent.left === node;
      if (names.has(node.name.text) && !isSet) use(node);
    });
  }
}

/** Visits every identifier that stands for an alias. */
function useAliases(
  modules: readonly Module[],
  aliases: ReadonlySet<Declaration>,
  evaluator: Evaluator,
  use: (node: ts.Node) => void,
): void {
  const names = new Set<string>();
  for (const { name } of aliases) if (name !== undefined && ts.isIdentifier(name)) names.add(name.text);
  for (const { file } of modules) {
    if (![...names].some((name) => file.text.includes(name))) continue;
    walk(file, (node) => {
      if (!ts.isIdentifier(node)) return;
      if (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) return;
      const declaration = declarationOf(node);
      if (declaration === undefined || declaration.name === node) return;
      if (aliases.has(declaration)) use(node);
      else if (ts.isImportSpecifier(declaration)) {
        const original = (declaration.propertyName ?? declaration.name).text;
        if (names.has(original) && evaluator.nodesOf(node).some(isEnvironment)) use(node);
      }
    });
  }
}

/** `this.env.NAME`, `options.env.NAME`: written in capitals, it is an environment variable to whoever wrote it. */
function isFieldRead(node: ts.PropertyAccessExpression): boolean {
  const { parent, expression } = node;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return false;
  if (!/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(parent.name.text)) return false;
  // Frameworks of workers hold bindings there.
  return !(ts.isIdentifier(expression) && expression.text.length < 4);
}

/** `const { env } = process`. */
function isOfProcess({ parent, propertyName: key, name }: ts.BindingElement): boolean {
  const holder = parent.parent;
  if (!ts.isVariableDeclaration(holder) || holder.initializer === undefined) return false;
  const from = bare(holder.initializer);
  return propertyName(key ?? name) === "env" && ts.isIdentifier(from) && from.text === "process";
}

function isChoice(node: ts.Node): boolean {
  if (ts.isConditionalExpression(node)) return true;
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
}

function isWrite(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isDeleteExpression(parent)) return true;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

/** The names that `env[key]` may mean; those that a parameter gets come with the call that names them. */
function keysOf(
  { argumentExpression: key }: ts.ElementAccessExpression,
  evaluator: Evaluator,
): { name: string; via: Read["via"] }[] {
  const parameter = ts.isIdentifier(bare(key)) ? declarationOf(bare(key) as ts.Identifier) : undefined;
  if (parameter !== undefined && ts.isParameter(parameter) && isFunction(parameter.parent)) {
    const position = parameter.parent.parameters.indexOf(parameter);
    const named = evaluator.callsOf(parameter.parent).flatMap((call) => {
      const given = call.arguments?.[position];
      return given === undefined ? [] : evaluator.textsOf(given).map((name) => ({ name, via: call }));
    });
    const known = new Set(named.map(({ name }) => name));
    const others = evaluator.textsOf(key).filter((name) => !known.has(name));
    return [...named, ...others.map((name) => ({ name, via: null }))].filter(isSpelledAsVariable);
  }
  return evaluator
    .textsOf(key)
    .map((name) => ({ name, via: null }))
    .filter(isSpelledAsVariable);
}

/** Of texts that were followed to here, only those that look like it: a way may have been taken that the program does not. */
function isSpelledAsVariable({ name }: { name: string }): boolean {
  return /^(?:[A-Z][A-Z0-9_]+|[a-z]+_proxy)$/.test(name);
}
