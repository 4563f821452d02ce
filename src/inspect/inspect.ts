import type { CodeTree } from "./code-tree.ts";
import type { CodeFacts, ServerFacts } from "./facts.ts";

export interface InspectOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Reads what the code of one language says of the server. */
type Inspect = (tree: CodeTree, options: InspectOptions) => Promise<CodeFacts>;

/** One line a language. */
const languages: { readonly [Name in ServerFacts["language"]]: () => Promise<Inspect> } = {
  javascript: async () => (await import("./javascript/inspect.ts")).inspectJavaScript,
  python: async () => (await import("./python/inspect.ts")).inspectPython,
  go: async () => (await import("./go/inspect.ts")).inspectGo,
};

/**
 * What a server needs and does, read from its code by the parser of its language. Nothing of the code is run.
 */
export async function inspectTree(
  language: ServerFacts["language"],
  tree: CodeTree,
  options: InspectOptions = {},
): Promise<CodeFacts> {
  return (await languages[language]())(tree, options);
}
