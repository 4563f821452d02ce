import { ts } from "ts-morph";
import { aliasesIn } from "./aliases.ts";
import type { CodeIndex } from "./code-index.ts";
import { exportsOf } from "./exports.ts";
import type { ModuleGraph } from "./module-graph.ts";
import { type Declaration, declarationOf } from "./scopes.ts";
import { bare, calledName, isFunction, lastName, member, propertyName, receiverOf } from "./syntax.ts";

/** How far a value is followed from name to name. */
const DEPTH = 14;

/** Questions within questions: keys and calls are looked for afresh, and only the stack would end that. */
const NESTED = 80;

/** Values that one expression may have; more say nothing any more. */
const MOST = 400;

/** Steps of one analysis. What is not found within them is not found. */
const STEPS = 3_000_000;

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

/**
 * Tells which expressions a name may stand for, without types and without running anything: through variables, imports, members,
 * parameters (by the calls of their function), loops, and functions that return one thing.
 */
export class Evaluator {
  readonly #graph: ModuleGraph;
  readonly #index: CodeIndex;
  readonly #known = new Map<ts.Node, readonly ts.Node[]>();
  readonly #members = new Map<ts.Node, Map<string, readonly ts.Node[]>>();
  #aliases: ReadonlyMap<string, readonly string[]> | undefined;
  #steps = 0;
  #nested = 0;

  constructor(graph: ModuleGraph, index: CodeIndex) {
    this.#graph = graph;
    this.#index = index;
  }

  /** The literals, objects, functions, classes, modules and opaque expressions that an expression may be. */
  nodesOf(expression: ts.Node, depth = DEPTH): readonly ts.Node[] {
    const node = bare(expression);
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    this.#steps += 1;
    if (depth <= 0 || this.#steps > STEPS || this.#nested > NESTED) return [];
    // What leads back to itself has no value there.
    this.#known.set(node, []);
    this.#nested += 1;
    const found = [...new Set(this.#follow(node, depth - 1))].slice(0, MOST);
    this.#nested -= 1;
    // What was cut off for depth may be found from nearer.
    if (found.length > 0 || depth === DEPTH) this.#known.set(node, found);
    else this.#known.delete(node);
    return found;
  }

  /** The first of `nodesOf` that is of a kind. */
  objectOf(expression: ts.Node): ts.ObjectLiteralExpression | undefined {
    return this.nodesOf(expression).find(ts.isObjectLiteralExpression);
  }

  /** The texts that an expression may be; numbers and booleans count as their texts. */
  textsOf(expression: ts.Node, depth = 8): string[] {
    return [...new Set(this.nodesOf(expression).flatMap((node) => this.#textsOfNode(node, depth)))];
  }

  /** The one text that an expression is; null: none, or one of several. */
  textOf(expression: ts.Node | undefined): string | null {
    const texts = expression === undefined ? [] : this.textsOf(expression);
    return texts.length === 1 ? texts[0]! : null;
  }

  /** The text of an object's member, be it spread into it. */
  memberText(object: ts.ObjectLiteralExpression, name: string): string | null {
    const [first] = this.#memberOfNode(object, name, DEPTH);
    return first === undefined ? null : (this.#textsOfNode(first, 8)[0] ?? null);
  }

  /** The elements of an array, or of what is made from one; with `Object.values` and the like. */
  elementsOf(expression: ts.Node, depth = DEPTH): readonly ts.Node[] {
    if (depth <= 0) return [];
    return this.nodesOf(expression, depth).flatMap((node): readonly ts.Node[] => {
      if (ts.isArrayLiteralExpression(node)) {
        return node.elements.flatMap((element) =>
          ts.isSpreadElement(element) ? this.elementsOf(element.expression, depth - 1) : [element],
        );
      }
      if (ts.isCallExpression(node)) return this.#elementsOfCall(node, depth - 1);
      if (ts.isParameter(node) && node.dotDotDotToken !== undefined) return this.#restOf(node);
      const [made] = ts.isNewExpression(node) ? (node.arguments ?? []) : [];
      return made === undefined ? [] : this.elementsOf(made, depth - 1);
    });
  }

  #restOf(declaration: ts.ParameterDeclaration): readonly ts.Node[] {
    const target = declaration.parent;
    const position = target.parameters.indexOf(declaration);
    return this.callsOf(target).flatMap((call) => call.arguments?.slice(position) ?? []);
  }

  /** The calls of a function, of whatever module. */
  callsOf(target: ts.Node): readonly (ts.CallExpression | ts.NewExpression)[] {
    const name = nameOfFunction(target);
    if (name === null) return [];
    const names = new Set([name, ...this.#importedAs(name)]);
    const isMethod = ts.isMethodDeclaration(target) || ts.isConstructorDeclaration(target);
    return [...names].flatMap((one) =>
      (this.#index.calls.get(one) ?? []).slice(0, 2000).filter((call) => {
        const called = bare(call.expression);
        if (ts.isIdentifier(called)) {
          return (
            ts.isNewExpression(call) === ts.isConstructorDeclaration(target) && this.#means(called, target)
          );
        }
        if (ts.isConstructorDeclaration(target)) return this.#means(called, target);
        return isMethod ? one.length > 2 : this.#means(called, target);
      }),
    );
  }

  #means(called: ts.Node, target: ts.Node): boolean {
    const wanted = ts.isConstructorDeclaration(target) ? target.parent : target;
    return this.nodesOf(called, 6).includes(wanted);
  }

  /** The names under which modules import what is called so. */
  #importedAs(name: string): readonly string[] {
    this.#aliases ??= aliasesIn(this.#graph);
    return this.#aliases.get(name) ?? [];
  }

  #follow(node: ts.Node, depth: number): readonly ts.Node[] {
    if (ts.isIdentifier(node)) {
      if (node.text === "undefined") return [];
      const declaration = declarationOf(node);
      return declaration === undefined ? [node] : this.#ofDeclaration(declaration, node, depth);
    }
    if (ts.isPropertyAccessExpression(node)) {
      return this.#membersOf(node.expression, node.name.text, depth, node);
    }
    if (ts.isElementAccessExpression(node)) return this.#byKey(node, depth);
    if (ts.isConditionalExpression(node)) {
      return [...this.nodesOf(node.whenTrue, depth), ...this.nodesOf(node.whenFalse, depth)];
    }
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken) {
        return [...this.nodesOf(node.left, depth), ...this.nodesOf(node.right, depth)];
      }
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return this.nodesOf(node.right, depth);
      return kind === ts.SyntaxKind.EqualsToken ? this.nodesOf(node.right, depth) : [node];
    }
    if (ts.isCallExpression(node)) return this.#ofCall(node, depth);
    return [node];
  }

  #ofDeclaration(declaration: Declaration, name: ts.Identifier, depth: number): readonly ts.Node[] {
    if (ts.isVariableDeclaration(declaration)) {
      const { initializer, parent } = declaration;
      if (initializer !== undefined) return this.nodesOf(initializer, depth);
      if (ts.isVariableDeclarationList(parent) && ts.isForOfStatement(parent.parent)) {
        return this.elementsOf(parent.parent.expression, depth).flatMap((one) => this.nodesOf(one, depth));
      }
      return this.#assigned(name.text, declaration, depth);
    }
    if (ts.isParameter(declaration)) return this.#ofParameter(declaration, depth);
    if (ts.isBindingElement(declaration)) return this.#ofElement(declaration, depth);
    if (ts.isImportSpecifier(declaration)) {
      const from = declaration.parent.parent.parent.moduleSpecifier;
      return (
        this.#imported(
          from,
          (declaration.propertyName ?? declaration.name).text,
          declaration.getSourceFile(),
          depth,
        ) ?? [name]
      );
    }
    if (ts.isImportClause(declaration)) {
      return (
        this.#imported(declaration.parent.moduleSpecifier, "default", declaration.getSourceFile(), depth) ?? [
          name,
        ]
      );
    }
    if (ts.isNamespaceImport(declaration)) {
      return (
        this.#imported(
          declaration.parent.parent.moduleSpecifier,
          null,
          declaration.getSourceFile(),
          depth,
        ) ?? [name]
      );
    }
    return [declaration];
  }

  #assigned(name: string, declaration: Declaration, depth: number): readonly ts.Node[] {
    // In minified code one letter is assigned to ten thousands of times.
    const there = (this.#index.assignments.get(name) ?? [])
      .slice(0, 1000)
      .filter(({ left }) => ts.isIdentifier(left) && declarationOf(left) === declaration);
    const found = there.slice(0, 8).flatMap(({ right }) => this.nodesOf(right, depth));
    return found.length > 0 ? found : [declaration];
  }

  #ofParameter(declaration: ts.ParameterDeclaration, depth: number): readonly ts.Node[] {
    const target = declaration.parent;
    const position = target.parameters.indexOf(declaration);
    const found: ts.Node[] = [];
    if (declaration.initializer !== undefined) found.push(...this.nodesOf(declaration.initializer, depth));
    if (!isFunction(target)) return found;
    const around = target.parent;
    if (ts.isCallExpression(around) && around.arguments.includes(target as never)) {
      const receiver = receiverOf(around);
      if (receiver !== null && EACH.has(calledName(around) ?? "")) {
        if (position === 0) {
          found.push(...this.elementsOf(receiver, depth).flatMap((one) => this.nodesOf(one, depth)));
        }
        return found;
      }
    }
    for (const call of this.callsOf(target).slice(0, 300)) {
      const given = call.arguments?.slice(position) ?? [];
      const taken = declaration.dotDotDotToken === undefined ? given.slice(0, 1) : [];
      for (const one of taken) if (!ts.isSpreadElement(one)) found.push(...this.nodesOf(one, depth));
    }
    return found.length > 0 ? found : [declaration];
  }

  #ofElement(element: ts.BindingElement, depth: number): readonly ts.Node[] {
    const pattern = element.parent;
    const found = element.initializer === undefined ? [] : [...this.nodesOf(element.initializer, depth)];
    const bases = this.#basesOf(pattern.parent, depth);
    if (ts.isArrayBindingPattern(pattern)) {
      const position = pattern.elements.indexOf(element);
      for (const base of bases) {
        const one = ts.isArrayLiteralExpression(base) ? base.elements[position] : undefined;
        if (one !== undefined) found.push(...this.nodesOf(one, depth));
      }
      return found.length > 0 ? found : [element];
    }
    const key = propertyName(element.propertyName ?? element.name);
    if (key === null || element.dotDotDotToken !== undefined) return [element];
    for (const base of bases) found.push(...this.#memberOfNode(base, key, depth));
    return found.length > 0 ? found : [element];
  }

  #basesOf(holder: ts.Node, depth: number): readonly ts.Node[] {
    if (ts.isVariableDeclaration(holder)) {
      if (holder.initializer !== undefined) return this.nodesOf(holder.initializer, depth);
      const list = holder.parent;
      return ts.isVariableDeclarationList(list) && ts.isForOfStatement(list.parent)
        ? this.elementsOf(list.parent.expression, depth).flatMap((one) => this.nodesOf(one, depth))
        : [];
    }
    if (ts.isParameter(holder)) return this.#ofParameter(holder, depth);
    return ts.isBindingElement(holder) ? this.#ofElement(holder, depth) : [];
  }

  #imported(
    specifier: ts.Node,
    name: string | null,
    from: ts.SourceFile,
    depth: number,
  ): readonly ts.Node[] | undefined {
    const file = ts.isStringLiteral(specifier) ? this.#graph.resolve(from, specifier.text) : undefined;
    if (file === undefined) return undefined;
    return name === null ? [file] : this.#exported(file, name, depth);
  }

  #exported(file: ts.SourceFile, name: string, depth: number): readonly ts.Node[] {
    if (depth <= 0) return [];
    const { names, all, whole } = exportsOf(file);
    const found = names.get(name);
    if (found !== undefined && "node" in found) return this.nodesOf(found.node, depth - 1);
    if (found !== undefined) {
      const other = this.#graph.resolve(file, found.from);
      if (other === undefined) return [];
      return found.name === null ? [other] : this.#exported(other, found.name, depth - 1);
    }
    for (const from of all) {
      const other = this.#graph.resolve(file, from);
      const there = other === undefined ? [] : this.#exported(other, name, depth - 1);
      if (there.length > 0) return there;
    }
    if (whole !== null) {
      return name === "default"
        ? this.nodesOf(whole, depth - 1)
        : this.nodesOf(whole, depth - 1).flatMap((one) => this.#memberOfNode(one, name, depth - 1));
    }
    // What compilers make of `import x from` a CommonJS module.
    return name === "default" ? [file] : [];
  }

  #membersOf(base: ts.Node, name: string, depth: number, self: ts.Node): readonly ts.Node[] {
    if (bare(base).kind === ts.SyntaxKind.ThisKeyword) return this.#ofThis(base, name, depth, self);
    const bases = this.nodesOf(base, depth);
    const found = bases.flatMap((one) => this.#memberOfNode(one, name, depth));
    return found.length > 0 ? found : [self];
  }

  #ofThis(node: ts.Node, name: string, depth: number, self: ts.Node): readonly ts.Node[] {
    let around: ts.Node | undefined = node.parent;
    while (around !== undefined && !ts.isClassLike(around)) around = around.parent;
    if (around === undefined) return [self];
    const found = [...this.#memberOfNode(around, name, depth)];
    for (const { left, right } of (this.#index.assignments.get(name) ?? []).slice(0, 50)) {
      if (!ts.isPropertyAccessExpression(left) || left.expression.kind !== ts.SyntaxKind.ThisKeyword)
        continue;
      if (left.pos < around.pos || left.end > around.end || left.getSourceFile() !== around.getSourceFile())
        continue;
      found.push(...this.nodesOf(right, depth));
    }
    return found.length > 0 ? found : [self];
  }

  #memberOfNode(base: ts.Node, name: string, depth: number): readonly ts.Node[] {
    const members = this.#members.get(base) ?? new Map<string, readonly ts.Node[]>();
    const known = members.get(name);
    if (known !== undefined) return known;
    if (depth <= 0) return [];
    this.#members.set(base, members);
    // Objects that are spread into each other would be asked over and over.
    members.set(name, []);
    const found = [...new Set(this.#findMember(base, name, depth))];
    if (found.length > 0) members.set(name, found);
    else if (depth < 6) members.delete(name);
    return found;
  }

  #findMember(base: ts.Node, name: string, depth: number): readonly ts.Node[] {
    if (ts.isObjectLiteralExpression(base)) {
      const value = member(base, name);
      if (value !== undefined) return isFunction(value) ? [value] : this.nodesOf(value, depth);
      return base.properties.flatMap((property) =>
        ts.isSpreadAssignment(property)
          ? this.nodesOf(property.expression, depth).flatMap((one) =>
              this.#memberOfNode(one, name, depth - 1),
            )
          : [],
      );
    }
    if (ts.isSourceFile(base)) return this.#exported(base, name, depth);
    if (ts.isClassLike(base)) {
      for (const one of base.members) {
        if (propertyName(one.name) !== name) continue;
        if (ts.isPropertyDeclaration(one))
          return one.initializer === undefined ? [] : this.nodesOf(one.initializer, depth);
        if (ts.isGetAccessor(one)) return this.#returnedBy(one, depth);
        return [one];
      }
    }
    if (ts.isEnumDeclaration(base)) {
      const found = base.members.find((one) => propertyName(one.name) === name)?.initializer;
      return found === undefined ? [] : [found];
    }
    if (ts.isVariableDeclaration(base) || ts.isFunctionDeclaration(base)) {
      // `X.A = "a"`, and enums as TypeScript compiles them: `X["A"] = "a"`.
      const found = (this.#index.assignments.get(name) ?? []).find(
        ({ left }) =>
          ts.isPropertyAccessExpression(left) &&
          base.name !== undefined &&
          lastName(left.expression) === (ts.isIdentifier(base.name) ? base.name.text : null),
      );
      return found === undefined ? [] : this.nodesOf(found.right, depth);
    }
    if (ts.isNewExpression(base)) {
      return this.nodesOf(base.expression, depth).flatMap((one) =>
        ts.isClassLike(one) ? this.#memberOfNode(one, name, depth - 1) : [],
      );
    }
    return [];
  }

  #byKey(node: ts.ElementAccessExpression, depth: number): readonly ts.Node[] {
    const keys = this.textsOf(node.argumentExpression, 3);
    const bases = this.nodesOf(node.expression, depth);
    const found = bases.flatMap((base) => {
      if (keys.length > 0) return keys.flatMap((key) => this.#memberOfNode(base, key, depth));
      if (!ts.isObjectLiteralExpression(base)) return [];
      return base.properties.flatMap((one) =>
        ts.isPropertyAssignment(one) ? this.nodesOf(one.initializer, depth) : [],
      );
    });
    return found.length > 0 ? found : [node];
  }

  #ofCall(node: ts.CallExpression, depth: number): readonly ts.Node[] {
    const called = calledName(node) ?? "";
    const [first] = node.arguments;
    if (called === "require" && first !== undefined && ts.isStringLiteral(first)) {
      const file = this.#graph.resolve(node.getSourceFile(), first.text);
      if (file === undefined) return [node];
      const { whole } = exportsOf(file);
      return whole === null ? [file] : this.nodesOf(whole, depth);
    }
    const receiver = receiverOf(node);
    if (SAME.test(called)) {
      const of = receiver === null || lastName(receiver) === "Object" ? first : receiver;
      if (called === "concat" || (called === "filter" && receiver === null)) return [node];
      if (of !== undefined) return this.nodesOf(of, depth);
    }
    const functions = this.nodesOf(node.expression, depth).filter(isFunction);
    const returned = functions.slice(0, 3).flatMap((one) => this.#returnedBy(one, depth));
    return returned.length > 0 ? returned : [node];
  }

  /** What a function gives back, where it says so in few places. */
  #returnedBy(target: ts.FunctionLikeDeclaration, depth: number): readonly ts.Node[] {
    const { body } = target;
    if (body === undefined) return [];
    if (!ts.isBlock(body)) return this.nodesOf(body, depth);
    const returns: ts.Expression[] = [];
    const visit = (node: ts.Node): void => {
      if (isFunction(node) || ts.isClassLike(node) || returns.length > 3) return;
      if (ts.isReturnStatement(node)) {
        if (node.expression !== undefined) returns.push(node.expression);
      } else ts.forEachChild(node, visit);
    };
    ts.forEachChild(body, visit);
    return returns.length > 3 ? [] : returns.flatMap((one) => this.nodesOf(one, depth));
  }

  #elementsOfCall(call: ts.CallExpression, depth: number): readonly ts.Node[] {
    const receiver = receiverOf(call);
    const called = calledName(call);
    const [first] = call.arguments;
    if (receiver === null) return [];
    if (lastName(receiver) === "Object" && first !== undefined) {
      return this.nodesOf(first, depth).flatMap((one): readonly ts.Node[] =>
        this.#valuesOf(one, called, depth),
      );
    }
    if (called === "concat") {
      return [receiver, ...call.arguments].flatMap((one) => this.elementsOf(one, depth));
    }
    // `Array.from(x)`, `new Set(x)` and the like hold what they are made from.
    if (called === "from" && first !== undefined) return this.elementsOf(first, depth);
    if (called === "values") return this.elementsOf(receiver, depth);
    if (called === "map" || called === "flatMap") {
      const [target] = first === undefined ? [] : this.nodesOf(first, depth);
      return target !== undefined && isFunction(target) ? this.#returnedBy(target, depth) : [];
    }
    return [];
  }

  #valuesOf(object: ts.Node, called: string | null, depth: number): readonly ts.Node[] {
    if (depth <= 0) return [];
    if (ts.isSourceFile(object)) {
      if (called !== "values") return [];
      return [...exportsOf(object).names.keys()].flatMap((name) => this.#exported(object, name, depth));
    }
    if (!ts.isObjectLiteralExpression(object)) return [];
    return object.properties.flatMap((property): readonly ts.Node[] => {
      if (ts.isSpreadAssignment(property)) {
        return this.nodesOf(property.expression, depth).flatMap((one) =>
          this.#valuesOf(one, called, depth - 1),
        );
      }
      const { name } = property;
      if (called === "keys") return name !== undefined && !ts.isComputedPropertyName(name) ? [name] : [];
      if (called !== "values") return [];
      if (ts.isPropertyAssignment(property)) return [property.initializer];
      return ts.isShorthandPropertyAssignment(property) ? [property.name] : [property];
    });
  }

  #textsOfNode(node: ts.Node, depth: number): string[] {
    if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return [node.text];
    if (node.kind === ts.SyntaxKind.TrueKeyword) return ["true"];
    if (node.kind === ts.SyntaxKind.FalseKeyword) return ["false"];
    if (depth <= 0) return [];
    // A key of an object, as Object.keys gives it.
    if (ts.isIdentifier(node) && ts.isPropertyAssignment(node.parent) && node.parent.name === node)
      return [node.text];
    if (ts.isTemplateExpression(node)) {
      let texts = [node.head.text];
      for (const { expression, literal } of node.templateSpans) {
        const parts = this.textsOf(expression, depth - 1);
        texts = texts.flatMap((text) => parts.map((part) => text + part + literal.text)).slice(0, MOST);
      }
      return texts;
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      const right = this.textsOf(node.right, depth - 1);
      return this.textsOf(node.left, depth - 1)
        .flatMap((text) => right.map((part) => text + part))
        .slice(0, MOST);
    }
    if (ts.isCallExpression(node)) return this.#textsOfCall(node, depth - 1);
    return [];
  }

  #textsOfCall(call: ts.CallExpression, depth: number): string[] {
    const receiver = receiverOf(call);
    if (receiver === null) return [];
    const called = calledName(call);
    if (called === "toLowerCase") return this.textsOf(receiver, depth).map((text) => text.toLowerCase());
    if (called === "toUpperCase") return this.textsOf(receiver, depth).map((text) => text.toUpperCase());
    if (called === "trim" || called === "toString")
      return this.textsOf(receiver, depth).map((text) => text.trim());
    if (called === "join") {
      const [separator] = call.arguments;
      const between = separator === undefined ? "," : this.textOf(separator);
      const parts = this.elementsOf(receiver).map((one) => this.textsOf(one, depth)[0]);
      return between !== null && parts.length > 0 && parts.every((part) => part !== undefined)
        ? [parts.join(between)]
        : [];
    }
    return [];
  }
}

/** The name a function is called by. */
function nameOfFunction(target: ts.Node): string | null {
  if (ts.isConstructorDeclaration(target)) return nameOfFunction(target.parent);
  if (
    ts.isFunctionDeclaration(target) ||
    ts.isMethodDeclaration(target) ||
    ts.isClassLike(target) ||
    ts.isFunctionExpression(target)
  ) {
    const own = propertyName(target.name);
    if (own !== null) return own;
  }
  let holder = target.parent;
  // `const f = memoize((x) => …)` is called as f.
  while (holder !== undefined && (ts.isParenthesizedExpression(holder) || ts.isAsExpression(holder)))
    holder = holder.parent;
  if (holder === undefined) return null;
  if (
    ts.isVariableDeclaration(holder) ||
    ts.isPropertyAssignment(holder) ||
    ts.isPropertyDeclaration(holder)
  ) {
    return propertyName(holder.name);
  }
  return ts.isBinaryExpression(holder) ? lastName(holder.left) : null;
}
