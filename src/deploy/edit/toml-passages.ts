import type { AST } from "toml-eslint-parser";
import type { Passage, Run } from "./elision.ts";
import type { TomlFile } from "./toml-document.ts";

/** What can be left out of a TOML text: pairs before the first table, and tables, in whole. */
export function tomlRuns({ parsed, site }: TomlFile): Run[] {
  const names = new Map<AST.TOMLNode, string>();
  const kept = new Set<AST.TOMLNode>(site.containers);
  for (const { node, kind, name } of site.pieces) {
    if (kind === "section") names.set(node, name);
    else kept.add(node);
  }
  const runs: { type: string; passages: Passage[] }[] = [];
  let open: (typeof runs)[number] | undefined;
  for (const node of parsed.program.body[0].body) {
    if (kept.has(node)) open = undefined;
    else {
      if (open?.type !== node.type) {
        open = { type: node.type, passages: [] };
        runs.push(open);
      }
      open.passages.push({ start: node.range[0], end: endOf(node), name: names.get(node) });
    }
  }
  return runs.map(({ type, passages }) => ({
    passages,
    standIn: (word) => (type === "TOMLTable" ? `[${word}]` : `${word} = 0`),
  }));
}

function endOf(node: AST.TOMLTable | AST.TOMLKeyValue): number {
  return (node.type === "TOMLTable" ? (node.body.at(-1) ?? node) : node).range[1];
}
