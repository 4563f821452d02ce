import type { CodeTree } from "../code-tree.ts";
import type { ServerFacts } from "../facts.ts";
import { mergeEnvironment } from "../merge-environment.ts";
import { Analysis } from "./analysis.ts";
import { environmentReads } from "./environment.ts";
import { loadProgram } from "./program.ts";
import { tagReads } from "./tags.ts";
import { toolsOf } from "./tools.ts";
import { urfaveFlags } from "./urfave.ts";
import { viperReads } from "./viper.ts";

export async function inspectGo(
  tree: CodeTree,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ServerFacts> {
  const program = await loadProgram(tree, options.signal);
  const analysis = new Analysis(program);
  const urfave = urfaveFlags(analysis);
  const reads = [
    ...environmentReads(analysis),
    ...viperReads(analysis),
    ...tagReads(analysis),
    ...urfave.flatMap((one) => one.reads),
  ];
  return {
    package: tree.package,
    version: tree.version,
    language: "go",
    environment: mergeEnvironment(reads, () => null),
    flags: [],
    transports: [],
    tools: toolsOf(analysis),
    hosts: [],
    childProcesses: [],
    fileWrites: [],
    installScripts: {},
    meta: { description: null, homepage: null, license: null },
    unread: program.unread,
  };
}
