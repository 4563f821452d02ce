import type { CodeTree } from "../code-tree.ts";
import type { CodeFacts } from "../facts.ts";
import type { InspectOptions } from "../inspect.ts";
import { analyseJavaScript } from "./analyse.ts";
import { analyseInChild, analysisProgram } from "./start-child.ts";

/**
 * What a server in JavaScript or TypeScript needs and does, read with ts-morph from the files that its main program reaches.
 * The work is done by a process of its own, whose memory is bounded; without that program (run from the sources), in this one.
 *
 * @throws UserError `E_INSPECT` when the code needs more memory than that
 */
export async function inspectJavaScript(tree: CodeTree, options: InspectOptions = {}): Promise<CodeFacts> {
  const program = analysisProgram();
  if (program === undefined) return analyseJavaScript(tree, options);
  return (await analyseInChild(program, tree, options)).facts;
}
