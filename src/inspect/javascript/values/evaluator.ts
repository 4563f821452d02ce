import { ts } from "ts-morph";
import { aliasesIn } from "../aliases.ts";
import type { CodeIndex } from "../code-index.ts";
import type { ModuleGraph } from "../module-graph.ts";
import { bare } from "../syntax.ts";
import { elementsOfCall, restOf } from "./elements.ts";
import { follow } from "./follow.ts";
import { nameOfFunction } from "./function-name.ts";
import { findMember } from "./members.ts";
import { textsOfNode } from "./text-forms.ts";

/** How far a value is followed from name to name. */
const DEPTH = 14;

/** Questions within questions: keys and calls are looked for afresh, and only the stack would end that. */
const NESTED = 80;

/** Values that one expression may have; more say nothing any more. */
const MOST = 400;

/** Steps of one analysis. What is not found within them is not found. */
const STEPS = 3_000_000;

/**
 * Tells which expressions a name may stand for, without types and without running anything: through variables, imports, members,
 * parameters (by the calls of their function), loops, and functions that return one thing.
 */
export class Evaluator {
  readonly graph: ModuleGraph;
  readonly index: CodeIndex;
  readonly #known = new Map<ts.Node, readonly ts.Node[]>();
  readonly #members = new Map<ts.Node, Map<string, readonly ts.Node[]>>();
  #aliases: ReadonlyMap<string, readonly string[]> | undefined;
  #steps = 0;
  #nested = 0;

  constructor(graph: ModuleGraph, index: CodeIndex) {
    this.graph = graph;
    this.index = index;
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
    const found = [...new Set(follow(this, node, depth - 1))].slice(0, MOST);
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
    return [...new Set(this.nodesOf(expression).flatMap((node) => textsOfNode(this, node, depth)))];
  }

  /** The one text that an expression is; null: none, or one of several. */
  textOf(expression: ts.Node | undefined): string | null {
    const texts = expression === undefined ? [] : this.textsOf(expression);
    return texts.length === 1 ? texts[0]! : null;
  }

  /** The text of an object's member, be it spread into it. */
  memberText(object: ts.ObjectLiteralExpression, name: string): string | null {
    const [first] = this.memberOf(object, name, DEPTH);
    return first === undefined ? null : (textsOfNode(this, first, 8)[0] ?? null);
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
      if (ts.isCallExpression(node)) return elementsOfCall(this, node, depth - 1);
      if (ts.isParameter(node) && node.dotDotDotToken !== undefined) return restOf(this, node);
      const [made] = ts.isNewExpression(node) ? (node.arguments ?? []) : [];
      return made === undefined ? [] : this.elementsOf(made, depth - 1);
    });
  }

  /** The calls of a function, of whatever module. */
  callsOf(target: ts.Node): readonly (ts.CallExpression | ts.NewExpression)[] {
    const name = nameOfFunction(target);
    if (name === null) return [];
    const names = new Set([name, ...this.#importedAs(name)]);
    const isMethod = ts.isMethodDeclaration(target) || ts.isConstructorDeclaration(target);
    return [...names].flatMap((one) =>
      (this.index.calls.get(one) ?? []).slice(0, 2000).filter((call) => {
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
    this.#aliases ??= aliasesIn(this.graph);
    return this.#aliases.get(name) ?? [];
  }

  memberOf(base: ts.Node, name: string, depth: number): readonly ts.Node[] {
    const members = this.#members.get(base) ?? new Map<string, readonly ts.Node[]>();
    const known = members.get(name);
    if (known !== undefined) return known;
    if (depth <= 0) return [];
    this.#members.set(base, members);
    // Objects that are spread into each other would be asked over and over.
    members.set(name, []);
    const found = [...new Set(findMember(this, base, name, depth))];
    if (found.length > 0) members.set(name, found);
    else if (depth < 6) members.delete(name);
    return found;
  }
}
