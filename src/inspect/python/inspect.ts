import type { CodeTree } from "../code-tree.ts";
import type { ServerFacts } from "../facts.ts";
import { mergeEnvironment } from "../merge-environment.ts";
import { Analysis } from "./analysis.ts";
import { environmentReads } from "./environment.ts";
import { messagesOf } from "./messages.ts";
import { loadProgram } from "./program.ts";
import { settingsReads } from "./settings.ts";
import { toolsOf } from "./tools.ts";

export async function inspectPython(
  tree: CodeTree,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ServerFacts> {
  const program = await loadProgram(tree, options.signal);
  const analysis = new Analysis(program);
  const texts = messagesOf(program);
  const messageFor = (name: string) => texts.find((text) => new RegExp(`\\b${name}\\b`).test(text)) ?? null;
  return {
    package: tree.package,
    version: tree.version,
    language: "python",
    environment: mergeEnvironment([...environmentReads(analysis), ...settingsReads(analysis)], messageFor),
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
