import { type Assumed, assumedOf, type Open } from "./alternatives.ts";
import type { SyntaxNode } from "./node.ts";

/** No expression that says a name is put together in more steps. */
const MOST_STEPS = 4000;
const DEEPEST = 60;

/** Evaluates expressions as far as they are constant, in bounded steps; what they need to know beyond is `open`. */
export abstract class Evaluation<Value> {
  #assumed: Assumed<Value> | null = null;
  #open: Open[] = [];
  #steps = 0;
  #depth = 0;

  /** What a node of the language is, by its parts' `value`. */
  protected abstract valueOf(node: SyntaxNode): Value | undefined;

  /** @param open gets what the value depends on, parameters, loops and the like, and of which nothing is assumed */
  evaluate(node: SyntaxNode, assumed: Assumed<Value> | null = null, open: Open[] = []): Value | undefined {
    this.#assumed = assumed;
    this.#open = open;
    this.#steps = 0;
    this.#depth = 0;
    return this.value(node);
  }

  /** What is assumed where the evaluation is. */
  get assumed(): Assumed<Value> | null {
    return this.#assumed;
  }

  /** The value of a node within an evaluation. */
  value(node: SyntaxNode | undefined): Value | undefined {
    if (node === undefined || this.#steps++ > MOST_STEPS) return undefined;
    return this.deeper(() => this.valueOf(node));
  }

  /** The value of a node with other assumptions. */
  under(assumed: Assumed<Value> | null, node: SyntaxNode): Value | undefined {
    const before = this.#assumed;
    this.#assumed = assumed;
    try {
      return this.value(node);
    } finally {
      this.#assumed = before;
    }
  }

  /** Something that is one step further in; undefined where that is too far. */
  protected deeper(work: () => Value | undefined): Value | undefined {
    if (this.#depth > DEEPEST) return undefined;
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  /** What is assumed of a function, a loop or a condition; where that is nothing, it is open. */
  protected assumptionOf(owner: SyntaxNode): ReadonlyMap<string, Value | undefined> | undefined {
    const known = assumedOf(this.#assumed, owner);
    if (known === undefined) this.#open.push({ owner });
    return known;
  }
}
