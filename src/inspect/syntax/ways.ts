import { type Assumed, alternatives, type Open } from "./alternatives.ts";
import type { Evaluation } from "./evaluation.ts";
import type { SyntaxNode } from "./node.ts";

/** What may be assumed of something open, as `alternatives` takes it. */
export type Split<Value> = Parameters<typeof alternatives<Value, unknown>>[1];

/** Evaluates a program's expressions in all the ways that the program comes to them. */
export abstract class Ways<Value> {
  abstract readonly evaluator: Evaluation<Value>;
  protected abstract readonly split: Split<Value>;

  /** The value of a node by itself. */
  value(node: SyntaxNode | undefined): Value | undefined {
    return node === undefined ? undefined : this.evaluator.evaluate(node);
  }

  /**
   * The values of some expressions that stand at one place, together, once for each way of coming there.
   *
   * @param nodes an expression that is not written has the value undefined
   */
  *values<const Nodes extends readonly (SyntaxNode | undefined)[]>(
    ...nodes: Nodes
  ): Generator<{ readonly [Index in keyof Nodes]: Value | undefined }> {
    type Values = { readonly [Index in keyof Nodes]: Value | undefined };
    const compute = (assumed: Assumed<Value> | null, open: Open[]) =>
      nodes.map((node) => (node === undefined ? undefined : this.evaluator.evaluate(node, assumed, open)));
    for (const { result } of alternatives(compute, this.split)) yield result as unknown as Values;
  }
}
