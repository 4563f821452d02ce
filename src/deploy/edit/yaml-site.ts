import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import type { Container } from "../../clients/types.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";
import { itemsOf, type YamlItem } from "./yaml-nodes.ts";
import type { ParsedYaml } from "./yaml-parse.ts";

/** A step of the path that is there. */
export interface YamlLevel {
  /** The pair that leads here; undefined at the root. */
  readonly item: YamlItem | undefined;
  /** null: nothing, or a null. */
  readonly value: YAMLMap | YAMLSeq | null;
  /** What is in `value`. */
  readonly items: readonly YamlItem[];
}

/** As many levels as are there, the root first; the last of all is the container's. ConfigSyntaxError. */
export function yamlLevels({ text, document }: ParsedYaml, { path, kind }: Container): YamlLevel[] {
  const levels: YamlLevel[] = [];
  let item: YamlItem | undefined;
  let node = document.contents as Node | null;
  for (let depth = 0; ; depth++) {
    const list = depth === path.length && kind === "list";
    if (node === null || (isScalar(node) && node.value === null)) {
      return [...levels, { item, value: null, items: [] }];
    }
    const value = (list ? isSeq(node) : isMap(node)) ? (node as YAMLMap | YAMLSeq) : undefined;
    if (value === undefined) throw wrongType(text, node, path[depth - 1], list);
    const items = itemsOf(text, value);
    levels.push({ item, value, items });
    if (depth === path.length) return levels;
    item = items.find(({ key }) => isScalar(key) && String(key.value) === path[depth]);
    if (item === undefined) return levels;
    node = item.value;
  }
}

function wrongType(text: string, node: Node, key: string | undefined, list: boolean): ConfigSyntaxError {
  const holder = key === undefined ? "the file" : `'${key}'`;
  const found = isAlias(node)
    ? "an alias"
    : isMap(node)
      ? "a map"
      : isSeq(node)
        ? "a list"
        : "a simple value";
  const message = `${holder} holds ${found} where a ${list ? "list" : "map"} belongs`;
  return ConfigSyntaxError.at(text, node.range?.[0] ?? 0, message);
}

/** Name → its items, in the file's order. */
export function namedItems({ items }: YamlLevel, container: Container): Map<string, YamlItem[]> {
  const named = new Map<string, YamlItem[]>();
  for (const item of items) {
    const name = container.kind === "map" ? textOf(item.key) : nameIn(item.value, container.nameKey);
    if (name !== undefined) named.set(name, [...(named.get(name) ?? []), item]);
  }
  return named;
}

function nameIn(value: Node | null, nameKey: string): string | undefined {
  return isMap(value) ? textOf(value.get(nameKey, true)) : undefined;
}

function textOf(node: unknown): string | undefined {
  return isScalar(node) && node.value !== null && typeof node.value !== "object"
    ? String(node.value)
    : undefined;
}
