import type { AST } from "toml-eslint-parser";
import { ConfigSyntaxError } from "./syntax-error.ts";
import type { ParsedToml } from "./toml-parse.ts";

/** A part of the file that belongs to one server: it may have several, anywhere. */
export interface TomlPiece {
  readonly name: string;
  /** `[mcp_servers.name…]` with its pairs, `name… = …` on lines of its own, or the same in an inline table. */
  readonly kind: "section" | "pair" | "inline";
  readonly node: AST.TOMLTable | AST.TOMLKeyValue;
  /** Keys from the container on: the name, and what follows it in the header or the key. */
  readonly keys: readonly string[];
  /** What stands in the key before the name. */
  readonly prefix: readonly string[];
}

/** Where the servers are in a TOML file. */
export interface TomlSite {
  readonly pieces: readonly TomlPiece[];
  /** The last table that is the container itself: `[mcp_servers]`. */
  readonly header: AST.TOMLTable | undefined;
  /** What leads to the servers, and is none of them. */
  readonly containers: readonly (AST.TOMLTable | AST.TOMLKeyValue)[];
  /** The innermost inline table along the path: it cannot be added to from outside. */
  readonly inline: { readonly node: AST.TOMLInlineTable; readonly rest: readonly string[] } | undefined;
}

/** Throws ConfigSyntaxError where the path leads to another value than a table. */
export function tomlSite(text: string, { program }: ParsedToml, path: readonly string[]): TomlSite {
  const pieces: TomlPiece[] = [];
  let header: AST.TOMLTable | undefined;
  let inline: TomlSite["inline"];
  const containers: TomlSite["containers"][number][] = [];

  const wrong = (node: AST.TOMLNode, found: string) =>
    ConfigSyntaxError.at(text, node.range[0], `'${path.join(".")}' holds ${found} where a table belongs`);

  /** A pair below `above`, whose key leads along the path, into it, or elsewhere. */
  function visitPair(
    pair: AST.TOMLKeyValue,
    above: readonly (string | number)[],
    kind: "pair" | "inline",
  ): void {
    const own = namesOf(pair.key);
    const full = [...above, ...own];
    if (!agree(full, path)) return;
    if (full.length > path.length) {
      const before = Math.max(0, path.length - above.length);
      const name = full[path.length];
      if (typeof name !== "string") return;
      const keys = full.slice(path.length) as string[];
      pieces.push({ name, kind, node: pair, keys, prefix: own.slice(0, before) });
      return;
    }
    if (pair.value.type !== "TOMLInlineTable") {
      throw wrong(pair.value, pair.value.type === "TOMLArray" ? "a list" : "a simple value");
    }
    containers.push(pair);
    inline = { node: pair.value, rest: path.slice(full.length) };
    for (const inner of pair.value.body) visitPair(inner, full, "inline");
  }

  for (const node of program.body[0].body) {
    if (node.type === "TOMLKeyValue") {
      visitPair(node, [], "pair");
      continue;
    }
    const key = node.resolvedKey;
    if (!agree(key, path)) continue;
    if (key.length > path.length) {
      const name = key[path.length];
      if (typeof name !== "string") throw wrong(node, "a list of tables");
      const keys = key.slice(path.length).map(String);
      pieces.push({ name, kind: "section", node, keys, prefix: [] });
      continue;
    }
    containers.push(node);
    if (key.length === path.length) header = node;
    for (const pair of node.body) visitPair(pair, key, "pair");
  }
  return { pieces, header, containers, inline };
}

function namesOf(key: AST.TOMLKey): string[] {
  return key.keys.map((part) => (part.type === "TOMLBare" ? part.name : part.value));
}

/** Whether two paths are the same as far as both go. */
function agree(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((key, index) => key === b[index]);
}
