import type { SyntaxNode } from "./node.ts";

/**
 * What is assumed while an expression is evaluated: the parameters of a function as one of its calls gives them, a loop's variable as
 * one of its rounds has it, which side of a condition is taken.
 */
export interface Assumed<Value> {
  /** The function, loop or condition. */
  readonly owner: SyntaxNode;
  readonly values: ReadonlyMap<string, Value | undefined>;
  readonly before: Assumed<Value> | null;
}

/** What an evaluation came upon that has several values: see `Assumed`. */
export interface Open {
  readonly owner: SyntaxNode;
}

/** Calls of calls of calls: no server names its tools from further away. */
const DEEPEST = 6;

/** So many values has no name in a hand-written program. */
const MOST = 600;

/**
 * Evaluates an expression in all the ways that a program may come to it, as far as they can be told.
 *
 * A name that a helper function is given, as in `read(name): return os.environ[name]`, has a value for each call of the helper; an
 * evaluation that comes upon one is done again under each.
 *
 * @param compute evaluates under what is assumed, and pushes to `open` what it would need to know
 * @param split what may be assumed of something open; empty: nothing is known of it
 */
export function* alternatives<Value, Result>(
  compute: (assumed: Assumed<Value> | null, open: Open[]) => Result,
  split: (
    open: Open,
    assumed: Assumed<Value> | null,
    depth: number,
  ) => Iterable<ReadonlyMap<string, Value | undefined>>,
  start: { readonly assumed: Assumed<Value> | null; readonly depth: number } = { assumed: null, depth: 0 },
): Generator<{ readonly result: Result; readonly assumed: Assumed<Value> | null }> {
  let left = MOST;
  function* under(
    assumed: Assumed<Value> | null,
    depth: number,
  ): Generator<{ readonly result: Result; readonly assumed: Assumed<Value> | null }> {
    const open: Open[] = [];
    const result = compute(assumed, open);
    const next = open[0];
    if (next === undefined || depth >= DEEPEST || left <= 0) {
      yield { result, assumed };
      return;
    }
    for (const values of split(next, assumed, depth + 1)) {
      if (left-- <= 0) return;
      yield* under({ owner: next.owner, values, before: assumed }, depth + 1);
    }
  }
  yield* under(start.assumed, start.depth);
}

/** What is assumed of something; undefined: nothing. */
export function assumedOf<Value>(
  assumed: Assumed<Value> | null,
  owner: SyntaxNode,
): ReadonlyMap<string, Value | undefined> | undefined {
  for (let one = assumed; one !== null; one = one.before) if (one.owner === owner) return one.values;
  return undefined;
}
