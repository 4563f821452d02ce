import { type Assumed, alternatives, type Open } from "../syntax/alternatives.ts";
import { childOf, childrenOf, descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import { type Split, Ways } from "../syntax/ways.ts";
import { bindArguments, calleeOf, indexCalls } from "./calls.ts";
import { Evaluator } from "./evaluate.ts";
import { parametersOf } from "./names.ts";
import type { GoProgram } from "./program.ts";
import { Definition, DictValue, External, ListValue, type Value } from "./values.ts";

/** What a program's expressions are, and where its functions are called. */
export class Analysis extends Ways<Value> {
  readonly program: GoProgram;
  readonly evaluator: Evaluator;
  readonly calls: ReadonlyMap<string, readonly SyntaxNode[]>;
  readonly #callSites = new Map<SyntaxNode, readonly SyntaxNode[]>();
  #used: ReadonlySet<string> | null = null;

  constructor(program: GoProgram) {
    super();
    this.program = program;
    this.evaluator = new Evaluator(program);
    this.calls = indexCalls(program);
  }

  /** Every node of the program. */
  *nodes(): Generator<SyntaxNode> {
    for (const { roots } of this.program.packages.values())
      for (const root of roots) yield* descendants(root);
  }

  /** The full name of what is not the module's own: `os.Getenv`. */
  externalPath(node: SyntaxNode | undefined): string | null {
    const value = this.value(node);
    return value instanceof External ? value.path : null;
  }

  protected readonly split: Split<Value> = ({ owner }, assumed, depth) =>
    owner.type === "ForStatement" ? this.#rounds(owner, assumed, depth) : this.#callsOf(owner, depth);

  *#callsOf(definition: SyntaxNode, depth: number): Generator<ReadonlyMap<string, Value | undefined>> {
    const sites = this.callSites(definition);
    if (sites.length === 0) yield new Map(parametersOf(definition).map(({ name }) => [name, undefined]));
    for (const call of sites) {
      const compute = (assumed: Assumed<Value> | null, open: Open[]) =>
        bindArguments(definition, call, (argument) => this.evaluator.evaluate(argument, assumed, open));
      for (const { result } of alternatives(compute, this.split, { assumed: null, depth })) yield result;
    }
  }

  /** The calls of a function, of a method, or of a function that is kept in a variable. */
  callSites(definition: SyntaxNode): readonly SyntaxNode[] {
    const known = this.#callSites.get(definition);
    if (known !== undefined) return known;
    const found = (this.calls.get(nameOf(definition)) ?? []).filter((call) => {
      const callee = this.value(calleeOf(call));
      if (callee instanceof Definition) return callee.node === definition;
      return callee === undefined && definition.type === "MethodDecl";
    });
    this.#callSites.set(definition, found);
    return found;
  }

  *#rounds(
    owner: SyntaxNode,
    assumed: Assumed<Value> | null,
    depth: number,
  ): Generator<ReadonlyMap<string, Value | undefined>> {
    const clause = childOf(owner, "RangeClause");
    const over = clause?.children.at(-1);
    if (clause === undefined || over === undefined) return;
    const [key, item] = clause.children
      .filter((node) => (node.type === "DefName" || node.type === "VariableName") && node !== over)
      .map((node) => textOf(node));
    const compute = (under: Assumed<Value> | null, open: Open[]) =>
      this.evaluator.evaluate(over, under, open);
    for (const { result } of alternatives(compute, this.split, { assumed, depth })) {
      const rounds = roundsOf(result);
      for (const [at, value] of rounds.length === 0 ? [[undefined, undefined] as const] : rounds) {
        yield new Map([
          [`key ${key ?? ""}`, at],
          [item ?? "", value],
        ]);
      }
    }
  }

  /** Whether anything of the program names what is declared outside functions; methods are taken to be used. */
  isUsed(node: SyntaxNode): boolean {
    let above: SyntaxNode | null = node;
    while (above !== null && above.parent?.type !== "SourceFile") above = above.parent;
    if (above?.type !== "FunctionDecl" || /^(?:main|init)$/.test(nameOf(above))) return true;
    this.#used ??= new Set(
      [...this.nodes()]
        .filter(
          ({ type, parent }) =>
            type === "VariableName" || (type === "FieldName" && parent!.type === "SelectorExpr"),
        )
        .map((name) => textOf(name)),
    );
    return this.#used.has(nameOf(above));
  }
}

function roundsOf(value: Value | undefined): (readonly [Value | undefined, Value | undefined])[] {
  if (value instanceof ListValue) return value.items.map((item, index) => [index, item]);
  return value instanceof DictValue ? [...value.entries] : [];
}

/** The name of a function; of one in a variable, the variable's. */
export function nameOf(definition: SyntaxNode): string {
  const name = childOf(definition, "DefName") ?? childOf(definition, "FieldName");
  if (name !== undefined) return textOf(name);
  const { parent } = definition;
  const variable =
    parent === null ? undefined : [...childrenOf(parent, "DefName"), ...childrenOf(parent, "Key")][0];
  return variable === undefined ? "" : textOf(variable);
}
