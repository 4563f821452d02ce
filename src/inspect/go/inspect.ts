import type { CodeTree } from "../code-tree.ts";
import type { CodeFacts } from "../facts.ts";
import type { InspectOptions } from "../inspect.ts";
import { mergeEnvironment } from "../merge-environment.ts";
import { mergeFlags } from "../merge-flags.ts";
import { messageFinder } from "../message-for.ts";
import { Analysis } from "./analysis.ts";
import { effectsOf } from "./effects.ts";
import { environmentReads } from "./environment.ts";
import { flagsOf } from "./flags.ts";
import { hostsOf } from "./hosts.ts";
import { messagesOf } from "./messages.ts";
import { loadProgram } from "./program.ts";
import { tagReads } from "./tags.ts";
import { toolsOf } from "./tools.ts";
import { transportsOf } from "./transports.ts";
import { urfaveFlags } from "./urfave.ts";
import { viperReads } from "./viper.ts";

/**
 * Reads Go: the main package and what it imports out of its own module, as it is built for Linux. Nothing of it is run.
 *
 * What names a thing has to be constant, or to come from calls whose arguments are.
 */
export async function inspectGo(tree: CodeTree, options: InspectOptions = {}): Promise<CodeFacts> {
  const program = await loadProgram(tree, options.signal);
  const analysis = new Analysis(program);
  const urfave = urfaveFlags(analysis);
  const reads = [
    ...environmentReads(analysis),
    ...viperReads(analysis),
    ...tagReads(analysis),
    ...urfave.flatMap((one) => one.reads),
  ];
  const environment = mergeEnvironment(reads, messageFinder(messagesOf(analysis)));
  const flags = mergeFlags([...flagsOf(analysis), ...urfave.map(({ flag }) => flag)]);
  return {
    package: tree.package,
    version: tree.version,
    language: "go",
    environment,
    flags,
    transports: transportsOf(analysis, { flags, environment }),
    tools: toolsOf(analysis),
    hosts: hostsOf(analysis),
    ...effectsOf(analysis),
    // The go command runs nothing of a module when it builds it.
    installScripts: {},
    unread: program.unread,
  };
}
