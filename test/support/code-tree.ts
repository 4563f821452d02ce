import type { CodeTree } from "../../src/inspect/code-tree.ts";

/**
 * Code as it would have been published.
 *
 * @param program what is started: `module:function`, or a folder; null: nothing tells
 */
export function codeTree(files: Readonly<Record<string, string>>, program: string | null): CodeTree {
  return {
    package: "some-server",
    version: "1.0.0",
    programs: program === null ? {} : { "some-server": program },
    mainProgram: program === null ? null : "some-server",
    files: Object.entries(files).map(([path, text]) => ({
      path,
      size: Buffer.byteLength(text),
      text: async () => text,
    })),
  };
}
