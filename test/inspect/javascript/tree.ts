import type { CodeTree } from "../../../src/inspect/code-tree.ts";
import type { CodeFacts } from "../../../src/inspect/facts.ts";
import { analyseJavaScript } from "../../../src/inspect/javascript/analyse.ts";

/** A package of these files, whose main program is the first of them. */
export function treeOf(files: Readonly<Record<string, string>>): CodeTree {
  const [main = ""] = Object.keys(files);
  return {
    package: "some-server",
    version: "1.0.0",
    programs: { "some-server": main },
    mainProgram: "some-server",
    files: Object.entries(files).map(([path, text]) => ({ path, size: text.length, text: async () => text })),
  };
}

/** The facts of one file, or of several whose first is the main program. */
export function factsOf(code: string | Readonly<Record<string, string>>): Promise<CodeFacts> {
  return analyseJavaScript(treeOf(typeof code === "string" ? { "index.js": code } : code));
}
