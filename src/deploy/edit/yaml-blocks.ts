import type { Splice } from "../../config/yaml-splice.ts";
import { endOfLine } from "./hash-comments.ts";
import { columnOf, type YamlItem } from "./yaml-nodes.ts";

/** Items of block collections, in whole lines. */

/** From the start of an item's first line to the end of its last, before the break. */
export function blockRange(text: string, item: YamlItem): { start: number; end: number } {
  return { start: item.start - columnOf(text, item), end: endOfLine(text, item.end) };
}

/** Takes items out with the line break before them; at the head of the file with the one after. */
export function removeBlocks(text: string, items: readonly YamlItem[]): Splice[] {
  const splices: Splice[] = [];
  let from = 0;
  for (const item of items) {
    const { start, end } = blockRange(text, item);
    const before = /\r?\n$/.exec(text.slice(from, start).slice(-2))?.[0].length ?? 0;
    const after = start > 0 ? 0 : (/^\r?\n/.exec(text.slice(end, end + 2))?.[0].length ?? 0);
    splices.push({ at: start - before, remove: end + after - start + before, insert: "" });
    from = end + after;
  }
  return splices;
}

/** Past the comment lines right below that stand at `column` or further right. */
export function pastComments(text: string, at: number, column: number): number {
  const comments = new RegExp(`(?:\\r?\\n[ ]{${column}}[ \\t]*#[^\\r\\n]*)*`, "y");
  comments.lastIndex = at;
  comments.test(text);
  return Math.max(at, comments.lastIndex);
}
