import type { CodeTree } from "../code-tree.ts";
import type { CodeFacts } from "../facts.ts";

/** A tree without its texts. */
export type TreeOfNames = Omit<CodeTree, "files"> & {
  readonly files: readonly { readonly path: string; readonly size: number }[];
};

/** What the process that analyses is told: first the tree, then each text it wants. */
export type Ask = { readonly tree: TreeOfNames } | { readonly path: string; readonly text: string };

/** What it says: which text it wants; in the end the facts, or why there are none. */
export type Answer =
  | { readonly want: string }
  | { readonly facts: CodeFacts; readonly peakBytes: number }
  | { readonly failed: string };
