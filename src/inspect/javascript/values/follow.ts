import { ts } from "ts-morph";
import { exportsOf } from "../exports.ts";
import { type Declaration, declarationOf } from "../scopes.ts";
import { calledName, isFunction, lastName, propertyName, receiverOf } from "../syntax.ts";
import type { Evaluator } from "./evaluator.ts";
import { exported, membersOf } from "./members.ts";

/** Methods of arrays whose callback gets an element first. */
const EACH = new Set([
  "map",
  "forEach",
  "flatMap",
  "filter",
  "some",
  "every",
  "find",
  "findLast",
  "findIndex",
]);

/** Calls that give back what they are given. */
const SAME =
  /^(?:freeze|seal|assign|filter|sort|toSorted|slice|reverse|flat|concat|defineTool|defineConfig|__toESM|__toCommonJS|__importStar|__importDefault|_interop\w*)$/;

export function follow(evaluator: Evaluator, node: ts.Node, depth: number): readonly ts.Node[] {
  if (ts.isIdentifier(node)) {
    if (node.text === "undefined") return [];
    const declaration = declarationOf(node);
    return declaration === undefined ? [node] : ofDeclaration(evaluator, declaration, node, depth);
  }
  if (ts.isPropertyAccessExpression(node)) {
    return membersOf(evaluator, node.expression, node.name.text, depth, node);
  }
  if (ts.isElementAccessExpression(node)) return byKey(evaluator, node, depth);
  if (ts.isConditionalExpression(node)) {
    return [...evaluator.nodesOf(node.whenTrue, depth), ...evaluator.nodesOf(node.whenFalse, depth)];
  }
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken) {
      return [...evaluator.nodesOf(node.left, depth), ...evaluator.nodesOf(node.right, depth)];
    }
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return evaluator.nodesOf(node.right, depth);
    return kind === ts.SyntaxKind.EqualsToken ? evaluator.nodesOf(node.right, depth) : [node];
  }
  if (ts.isCallExpression(node)) return ofCall(evaluator, node, depth);
  return [node];
}

export function ofDeclaration(
  evaluator: Evaluator,
  declaration: Declaration,
  name: ts.Identifier,
  depth: number,
): readonly ts.Node[] {
  if (ts.isVariableDeclaration(declaration)) {
    const { initializer, parent } = declaration;
    if (initializer !== undefined) return evaluator.nodesOf(initializer, depth);
    if (ts.isVariableDeclarationList(parent) && ts.isForOfStatement(parent.parent)) {
      return evaluator
        .elementsOf(parent.parent.expression, depth)
        .flatMap((one) => evaluator.nodesOf(one, depth));
    }
    return assigned(evaluator, name.text, declaration, depth);
  }
  if (ts.isParameter(declaration)) return ofParameter(evaluator, declaration, depth);
  if (ts.isBindingElement(declaration)) return ofElement(evaluator, declaration, depth);
  const origin = originOf(declaration);
  if (origin !== null) {
    return imported(evaluator, origin.from, origin.name, declaration.getSourceFile(), depth) ?? [name];
  }
  return [declaration];
}

/** Where an import has its value from: the module's specifier, and the name there; null for the module itself. */
function originOf(
  declaration: Declaration,
): { readonly from: ts.Expression; readonly name: string | null } | null {
  if (ts.isImportSpecifier(declaration)) {
    const { propertyName, name, parent } = declaration;
    return { from: parent.parent.parent.moduleSpecifier, name: (propertyName ?? name).text };
  }
  if (ts.isImportClause(declaration)) return { from: declaration.parent.moduleSpecifier, name: "default" };
  if (ts.isNamespaceImport(declaration))
    return { from: declaration.parent.parent.moduleSpecifier, name: null };
  return null;
}

export function assigned(
  evaluator: Evaluator,
  name: string,
  declaration: Declaration,
  depth: number,
): readonly ts.Node[] {
  // In minified code one letter is assigned to ten thousands of times.
  const there = (evaluator.index.assignments.get(name) ?? [])
    .slice(0, 1000)
    .filter(({ left }) => ts.isIdentifier(left) && declarationOf(left) === declaration);
  const found = there.slice(0, 8).flatMap(({ right }) => evaluator.nodesOf(right, depth));
  return found.length > 0 ? found : [declaration];
}

export function ofParameter(
  evaluator: Evaluator,
  declaration: ts.ParameterDeclaration,
  depth: number,
): readonly ts.Node[] {
  const target = declaration.parent;
  const position = target.parameters.indexOf(declaration);
  const found: ts.Node[] = [];
  if (declaration.initializer !== undefined) found.push(...evaluator.nodesOf(declaration.initializer, depth));
  if (!isFunction(target)) return found;
  const around = target.parent;
  if (ts.isCallExpression(around) && around.arguments.includes(target as never)) {
    const receiver = receiverOf(around);
    if (receiver !== null && EACH.has(calledName(around) ?? "")) {
      if (position === 0) {
        found.push(...evaluator.elementsOf(receiver, depth).flatMap((one) => evaluator.nodesOf(one, depth)));
      }
      return found;
    }
  }
  for (const call of evaluator.callsOf(target).slice(0, 300)) {
    const given = call.arguments?.slice(position) ?? [];
    const taken = declaration.dotDotDotToken === undefined ? given.slice(0, 1) : [];
    for (const one of taken) if (!ts.isSpreadElement(one)) found.push(...evaluator.nodesOf(one, depth));
  }
  return found.length > 0 ? found : [declaration];
}

export function ofElement(
  evaluator: Evaluator,
  element: ts.BindingElement,
  depth: number,
): readonly ts.Node[] {
  const pattern = element.parent;
  const found = element.initializer === undefined ? [] : [...evaluator.nodesOf(element.initializer, depth)];
  const bases = basesOf(evaluator, pattern.parent, depth);
  if (ts.isArrayBindingPattern(pattern)) {
    const position = pattern.elements.indexOf(element);
    for (const base of bases) {
      const one = ts.isArrayLiteralExpression(base) ? base.elements[position] : undefined;
      if (one !== undefined) found.push(...evaluator.nodesOf(one, depth));
    }
    return found.length > 0 ? found : [element];
  }
  const key = propertyName(element.propertyName ?? element.name);
  if (key === null || element.dotDotDotToken !== undefined) return [element];
  for (const base of bases) found.push(...evaluator.memberOf(base, key, depth));
  return found.length > 0 ? found : [element];
}

export function basesOf(evaluator: Evaluator, holder: ts.Node, depth: number): readonly ts.Node[] {
  if (ts.isVariableDeclaration(holder)) {
    if (holder.initializer !== undefined) return evaluator.nodesOf(holder.initializer, depth);
    const list = holder.parent;
    return ts.isVariableDeclarationList(list) && ts.isForOfStatement(list.parent)
      ? evaluator.elementsOf(list.parent.expression, depth).flatMap((one) => evaluator.nodesOf(one, depth))
      : [];
  }
  if (ts.isParameter(holder)) return ofParameter(evaluator, holder, depth);
  return ts.isBindingElement(holder) ? ofElement(evaluator, holder, depth) : [];
}

export function imported(
  evaluator: Evaluator,
  specifier: ts.Node,
  name: string | null,
  from: ts.SourceFile,
  depth: number,
): readonly ts.Node[] | undefined {
  const file = ts.isStringLiteral(specifier) ? evaluator.graph.resolve(from, specifier.text) : undefined;
  if (file === undefined) return undefined;
  return name === null ? [file] : exported(evaluator, file, name, depth);
}

export function byKey(
  evaluator: Evaluator,
  node: ts.ElementAccessExpression,
  depth: number,
): readonly ts.Node[] {
  const keys = evaluator.textsOf(node.argumentExpression, 3);
  const bases = evaluator.nodesOf(node.expression, depth);
  const found = bases.flatMap((base) => {
    if (keys.length > 0) return keys.flatMap((key) => evaluator.memberOf(base, key, depth));
    if (!ts.isObjectLiteralExpression(base)) return [];
    return base.properties.flatMap((one) =>
      ts.isPropertyAssignment(one) ? evaluator.nodesOf(one.initializer, depth) : [],
    );
  });
  return found.length > 0 ? found : [node];
}

export function ofCall(evaluator: Evaluator, node: ts.CallExpression, depth: number): readonly ts.Node[] {
  const called = calledName(node) ?? "";
  const [first] = node.arguments;
  if (called === "require" && first !== undefined && ts.isStringLiteral(first)) {
    const file = evaluator.graph.resolve(node.getSourceFile(), first.text);
    if (file === undefined) return [node];
    const { whole } = exportsOf(file);
    return whole === null ? [file] : evaluator.nodesOf(whole, depth);
  }
  const receiver = receiverOf(node);
  if (SAME.test(called)) {
    const of = receiver === null || lastName(receiver) === "Object" ? first : receiver;
    if (called === "concat" || (called === "filter" && receiver === null)) return [node];
    if (of !== undefined) return evaluator.nodesOf(of, depth);
  }
  const functions = evaluator.nodesOf(node.expression, depth).filter(isFunction);
  const returned = functions.slice(0, 3).flatMap((one) => returnedBy(evaluator, one, depth));
  return returned.length > 0 ? returned : [node];
}

/** What a function gives back, where it says so in few places. */
export function returnedBy(
  evaluator: Evaluator,
  target: ts.FunctionLikeDeclaration,
  depth: number,
): readonly ts.Node[] {
  const { body } = target;
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return evaluator.nodesOf(body, depth);
  const returns: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (isFunction(node) || ts.isClassLike(node) || returns.length > 3) return;
    if (ts.isReturnStatement(node)) {
      if (node.expression !== undefined) returns.push(node.expression);
    } else ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return returns.length > 3 ? [] : returns.flatMap((one) => evaluator.nodesOf(one, depth));
}
