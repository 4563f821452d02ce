import { isAlias, isCollection, isMap, isScalar, type Node, type Pair, type YAMLMap } from "yaml";
import { indentOf, lineAt, lineEnd, lineStart } from "./yaml-splice.ts";

/** The pair of a key, by its text. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/** Where a pair's key begins; anchors and tags before it not counted. */
export function keyStart(pair: Pair): number {
  return (pair.key as Node).range![0];
}

/** Offset just after the last character that belongs to a pair's value (or to its key and colon, without a value). */
export function pairEnd(text: string, pair: Pair): number {
  const keyEnd = (pair.key as Node).range![1];
  if (!isImplicitNull(pair.value)) return Math.max(keyEnd, nodeEnd(text, pair.value as Node));
  return keyEnd + (/^[ \t]*:/.exec(text.slice(keyEnd))?.[0].length ?? 0);
}

/** A value that is not written; the library puts its range anywhere up to the next token. */
function isImplicitNull(value: unknown): boolean {
  return value === null || value === undefined || (isScalar(value) && value.range?.[0] === value.range?.[1]);
}

function nodeEnd(text: string, node: Node): number {
  if (isCollection(node) && node.flow !== true) {
    // A block collection's own range runs on over comments and blank lines.
    const last: unknown = node.items.at(-1);
    if (last !== undefined) return isMap(node) ? pairEnd(text, last as Pair) : nodeEnd(text, last as Node);
  }
  return node.range![1];
}

/** Start of the line after a pair of a block map. A block scalar's range ends there already. */
export function afterPair(text: string, pair: Pair): number {
  const end = pairEnd(text, pair);
  return text[end - 1] === "\n" ? end : lineEnd(text, end);
}

/** The column of a block map's keys. */
export function keyColumn(text: string, pair: Pair): number {
  return indentOf(lineAt(text, lineStart(text, keyStart(pair))));
}

/**
 * From the start of a line on: past the comment lines indented by at least `column`, also when blank lines
 * stand between; blank lines after the last such comment are not passed.
 */
export function pastComments(text: string, from: number, column: number): number {
  let end = from;
  for (let line = from; line < text.length; line = lineEnd(text, line)) {
    const content = lineAt(text, line);
    if (isBlank(content)) continue;
    if (!content.trimStart().startsWith("#") || indentOf(content) < column) break;
    end = lineEnd(text, line);
  }
  return end;
}

/** Start of the run of blank lines that ends right before the line starting at `at`. */
export function blanksBefore(text: string, at: number): number {
  let start = at;
  while (start > 0) {
    const before = lineStart(text, start - 1);
    if (!isBlank(lineAt(text, before))) break;
    start = before;
  }
  return start;
}

/** End of the run of blank lines that begins at the line start `at`. */
export function blanksAfter(text: string, at: number): number {
  let end = at;
  while (end < text.length && isBlank(lineAt(text, end))) end = lineEnd(text, end);
  return end;
}

function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}

/** A map that can be edited: present, and not the alias of one that stands elsewhere. */
export function isOwnMap(node: unknown): node is YAMLMap {
  return isMap(node) && !isAlias(node);
}
