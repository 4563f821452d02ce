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
import { settingsReads } from "./settings.ts";
import { toolsOf } from "./tools.ts";
import { transportsOf } from "./transports.ts";

/**
 * Reads Python: the module that is started and what it imports out of its own distribution. Nothing of it is run.
 *
 * What names a thing has to be constant, or to come from calls whose arguments are: a tool that a loop over an answer of the network
 * makes is not found.
 */
export async function inspectPython(tree: CodeTree, options: InspectOptions = {}): Promise<CodeFacts> {
  const program = await loadProgram(tree, options.signal);
  const analysis = new Analysis(program);
  const environment = mergeEnvironment(
    [...environmentReads(analysis), ...settingsReads(analysis)],
    messageFinder(messagesOf(program)),
  );
  const flags = mergeFlags(flagsOf(analysis));
  return {
    package: tree.package,
    version: tree.version,
    language: "python",
    environment,
    flags,
    transports: transportsOf(analysis, { flags, environment }),
    tools: toolsOf(analysis),
    hosts: hostsOf(program),
    ...effectsOf(analysis),
    // A wheel has none: what is built from its source runs it.
    installScripts: tree.files.some(({ path }) => path === "setup.py")
      ? { "setup.py": "python setup.py" }
      : {},
    unread: program.unread,
  };
}
