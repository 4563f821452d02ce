import type { CodeTree } from "../code-tree.ts";
import type { ServerFacts } from "../facts.ts";
import type { InspectOptions } from "../inspect.ts";

/** Reads JavaScript and TypeScript, with ts-morph. */
export async function inspectJavaScript(tree: CodeTree, _options: InspectOptions = {}): Promise<ServerFacts> {
  return {
    package: tree.package,
    version: tree.version,
    language: "javascript",
    environment: [],
    flags: [],
    transports: [],
    tools: [],
    hosts: [],
    childProcesses: [],
    fileWrites: [],
    installScripts: {},
    meta: { description: null, homepage: null, license: null },
    unread: [],
  };
}
