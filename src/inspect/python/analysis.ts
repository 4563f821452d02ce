import { type Assumed, alternatives, type Open } from "../syntax/alternatives.ts";
import type { SyntaxNode } from "../syntax/node.ts";
import { type Split, Ways } from "../syntax/ways.ts";
import { bindArguments } from "./bind.ts";
import { argumentsOf, type CallIndex, classOf, indexCalls, nameOf } from "./call-sites.ts";
import { Evaluator, MOST_RETURNS } from "./evaluate.ts";
import type { PythonProgram } from "./program.ts";
import { type Binding, parametersOf } from "./scopes.ts";
import { Definition, DictValue, ListValue, type Value } from "./values.ts";

/** Each of the places where a function returns. */
const RETURNED = Array.from({ length: MOST_RETURNS }, (_, index) => new Map([["returned", index]]));

/** What a program's expressions are, and where its functions are called. */
export class Analysis extends Ways<Value> {
  readonly program: PythonProgram;
  readonly evaluator: Evaluator;
  readonly calls: CallIndex;

  constructor(program: PythonProgram) {
    super();
    this.program = program;
    this.evaluator = new Evaluator(program);
    this.calls = indexCalls(program);
  }

  protected readonly split: Split<Value> = ({ owner }, assumed, depth) => {
    if (owner.type === "CallExpression") return RETURNED;
    if (owner.type === "ConditionalExpression")
      return [true, false].map((taken) => new Map([["taken", taken]]));
    if (/^(?:FunctionDefinition|LambdaExpression)$/.test(owner.type)) return this.#callsOf(owner, depth);
    return this.#rounds(owner, assumed, depth);
  };

  *#callsOf(definition: SyntaxNode, depth: number): Generator<ReadonlyMap<string, Value | undefined>> {
    let isCalled = false;
    for (const call of this.callSites(definition)) {
      isCalled = true;
      const compute = (assumed: Assumed<Value> | null, open: Open[]) =>
        bindArguments(definition, call, (argument) => this.evaluator.evaluate(argument, assumed, open));
      for (const { result } of alternatives(compute, this.split, { assumed: null, depth })) yield result;
    }
    if (isCalled) return;
    const defaults = parametersOf(definition).map(
      ({ name, default: value }) =>
        [name, value === null ? undefined : this.evaluator.evaluate(value)] as const,
    );
    yield new Map(defaults);
  }

  readonly #callSites = new Map<SyntaxNode, readonly SyntaxNode[]>();

  /** The calls of a function; of `__init__`, those of its class and of `super().__init__` in classes below it. */
  callSites(definition: SyntaxNode): readonly SyntaxNode[] {
    const known = this.#callSites.get(definition) ?? this.#findCallSites(definition);
    this.#callSites.set(definition, known);
    return known;
  }

  #findCallSites(definition: SyntaxNode): readonly SyntaxNode[] {
    const ownClass = classOf(definition);
    const name = nameOf(definition);
    const isInit = ownClass !== null && name === "__init__";
    const named = isInit ? nameOf(ownClass) : name;
    const direct = (this.calls.get(named) ?? []).filter((call) => {
      const callee = this.value(call.children[0]);
      if (callee instanceof Definition) return callee.node === (isInit ? ownClass : definition);
      // The object is not known, so its method may be this one.
      return callee === undefined && ownClass !== null;
    });
    if (!isInit) return direct;
    const below = (this.calls.get("__init__") ?? []).filter((call) => {
      const around = enclosingClass(call);
      return around !== null && this.basesOf(around).some((base) => base === ownClass);
    });
    const inherited = [...this.#instances].flatMap(([made, calls]) =>
      made !== ownClass && this.#inheritsInit(made, ownClass) ? calls : [],
    );
    return [...direct, ...below, ...inherited];
  }

  /** Calls of the distribution's classes. */
  get #instances(): ReadonlyMap<SyntaxNode, SyntaxNode[]> {
    if (this.#made !== null) return this.#made;
    const made = new Map<SyntaxNode, SyntaxNode[]>();
    for (const [name, calls] of this.calls) {
      if (!/^_*[A-Z]/.test(name)) continue;
      for (const call of calls) {
        const value = this.value(call.children[0]);
        if (!(value instanceof Definition) || value.node.type !== "ClassDefinition") continue;
        made.set(value.node, [...(made.get(value.node) ?? []), call]);
      }
    }
    this.#made = made;
    return made;
  }

  #made: ReadonlyMap<SyntaxNode, SyntaxNode[]> | null = null;

  /** Whether the distribution makes an instance of a class. */
  isMade(definition: SyntaxNode): boolean {
    return this.#instances.has(definition);
  }

  /** Classes of the distribution that a class is made from directly. */
  basesOf(definition: SyntaxNode): SyntaxNode[] {
    return argumentsOf(definition).positional.flatMap((base) => {
      const value = this.value(base);
      return value instanceof Definition ? [value.node] : [];
    });
  }

  #inheritsInit(definition: SyntaxNode, from: SyntaxNode): boolean {
    if (definition.type !== "ClassDefinition" || definition === from) return definition === from;
    const own = this.program.moduleOf(definition).scopes.of.get(definition)?.get("__init__");
    return own === undefined && this.basesOf(definition).some((base) => this.#inheritsInit(base, from));
  }

  *#rounds(
    owner: SyntaxNode,
    assumed: Assumed<Value> | null,
    depth: number,
  ): Generator<ReadonlyMap<string, Value | undefined>> {
    const { scopes } = this.program.moduleOf(owner);
    const targets: [string, Extract<Binding, { kind: "loop" }>][] = [];
    for (const names of scopes.of.values()) {
      for (const [name, bindings] of names) {
        for (const binding of bindings)
          if (binding.kind === "loop" && binding.at === owner) targets.push([name, binding]);
      }
    }
    const over = targets[0]?.[1].over;
    if (over === undefined) return;
    const compute = (under: Assumed<Value> | null, open: Open[]) =>
      this.evaluator.evaluate(over, under, open);
    for (const { result } of alternatives(compute, this.split, { assumed, depth })) {
      for (const item of itemsOf(result)) {
        yield new Map(
          targets.map(([name, { index }]) => [
            name,
            index === null ? item : item instanceof ListValue ? item.items[index] : undefined,
          ]),
        );
      }
    }
  }
}

function itemsOf(value: Value | undefined): readonly (Value | undefined)[] {
  const items =
    value instanceof ListValue ? value.items : value instanceof DictValue ? [...value.entries.keys()] : [];
  return items.length > 0 ? items : [undefined];
}

function enclosingClass(node: SyntaxNode): SyntaxNode | null {
  let above = node.parent;
  while (above !== null && above.type !== "ClassDefinition") above = above.parent;
  return above;
}
