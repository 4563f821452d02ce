import { isCollection, isMap, isScalar, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import type { Braced } from "./braces.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";

/** Offsets of nodes in a YAML text, from the tokens they were made of. */

interface SourceToken {
  readonly type: string;
  readonly offset: number;
  readonly source: string;
}

interface SourceItem {
  readonly start: readonly SourceToken[];
  readonly key?: unknown;
  readonly sep?: readonly SourceToken[];
  readonly value?: unknown;
}

/** A pair of a map or an item of a list, as far as its place goes. */
export interface YamlItem {
  readonly source: SourceItem;
  readonly key: Node | undefined;
  readonly value: Node | null;
  /** Of what is written first of it: a dash, an anchor, a key. */
  readonly start: number;
  /** After the last that is written of it; before the line break of a block scalar. */
  readonly end: number;
}

export function itemsOf(text: string, node: YAMLMap | YAMLSeq): YamlItem[] {
  const sources = sourceItems(node);
  return node.items.map((item, index): YamlItem => {
    const source = sources[index]!;
    const key = isMap(node) ? ((item as Pair).key as Node) : undefined;
    const value = (isMap(node) ? (item as Pair).value : item) as Node | null;
    const first = significant(source.start)[0]?.offset ?? key?.range?.[0] ?? value?.range?.[0] ?? 0;
    return { source, key, value, start: first, end: endOfItem(text, source, key, value) };
  });
}

function sourceItems(node: YAMLMap | YAMLSeq): readonly SourceItem[] {
  const items = (node.srcToken as unknown as { items: readonly SourceItem[] }).items;
  return items.filter(({ start, key, sep, value }) => {
    const written = key !== undefined || sep !== undefined || value !== undefined;
    return written || start.some(({ type }) => /^(?:anchor|tag|seq-item-ind|explicit-key-ind)$/.test(type));
  });
}

function significant(tokens: readonly SourceToken[]): SourceToken[] {
  return tokens.filter(({ type }) => !/^(?:space|newline|comment|comma)$/.test(type));
}

function endOfItem(text: string, source: SourceItem, key: Node | undefined, value: Node | null): number {
  if (source.value !== undefined && value !== null) return endOfNode(text, value);
  const last =
    significant(source.sep ?? []).at(-1) ??
    (key === undefined ? significant(source.start).at(-1) : undefined);
  return last === undefined ? key!.range![1] : last.offset + last.source.length;
}

/** The end of what is written of a node, without the comments after it. */
function endOfNode(text: string, node: Node): number {
  const end = node.range![1];
  if (isScalar(node) && /^BLOCK/.test(node.type ?? "")) {
    return end - (/\r?\n$/.exec(text.slice(Math.max(0, end - 2), end))?.[0].length ?? 0);
  }
  if (!isCollection(node) || node.flow === true) return end;
  return itemsOf(text, node as YAMLMap | YAMLSeq).at(-1)?.end ?? end;
}

/** The offset after a pair's colon, undefined where it has none. */
export function afterColon({ source }: YamlItem): number | undefined {
  const colon = source.sep?.find(({ type }) => type === "map-value-ind");
  return colon === undefined ? undefined : colon.offset + 1;
}

/** A flow collection as a list in brackets. */
export function bracedOf(text: string, node: YAMLMap | YAMLSeq): Braced {
  const sources = (node.srcToken as unknown as { items: readonly SourceItem[] }).items;
  const commas = sources.flatMap(({ start }) => start.filter(({ type }) => type === "comma"));
  const items = itemsOf(text, node);
  return {
    open: node.range![0] + 1,
    close: node.range![1] - 1,
    items: items.map(({ start, end }, index) => {
      const next = items[index + 1]?.start ?? node.range![1];
      return { start, end, comma: commas.find(({ offset }) => offset >= end && offset < next)?.offset };
    }),
  };
}

/** The column of a block collection's items. */
export function columnOf(text: string, { start }: YamlItem): number {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (before.trim() !== "") {
    throw ConfigSyntaxError.at(
      text,
      start,
      "this is written in a way that cannot be edited: it does not begin its line",
    );
  }
  return before.length;
}

/** Where in a list of items some of them are. */
export function itemIndices(all: readonly YamlItem[], some: readonly YamlItem[]): number[] {
  return some.map((item) => all.indexOf(item));
}
