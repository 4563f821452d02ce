import type { Pair, YAMLMap } from "yaml";
import { flowEnd } from "./yaml-flow.ts";
import {
  afterPair,
  blanksAfter,
  blanksBefore,
  keyColumn,
  keyStart,
  pairEnd,
  pastComments,
} from "./yaml-map.ts";
import { lineStart, type Splice } from "./yaml-splice.ts";

/** Takes a pair out of a map, with the comments in it; those before it stay: they may be about more. */
export function removePair(text: string, map: YAMLMap, pair: Pair): Splice[] {
  return map.flow === true ? removeFlow(text, map, pair) : [removeBlock(text, map, pair)];
}

function removeBlock(text: string, map: YAMLMap, pair: Pair): Splice {
  const isFirst = map.items[0] === pair;
  const isLast = map.items.at(-1) === pair;
  let start = lineStart(text, keyStart(pair));
  let end = pastComments(text, afterPair(text, pair), keyColumn(text, pair) + 1);
  const previous = map.items[map.items.indexOf(pair) - 1];
  // Blank lines that end a block scalar are its content.
  const before = Math.max(blanksBefore(text, start), previous === undefined ? 0 : afterPair(text, previous));
  const after = blanksAfter(text, end);
  // Of the blank lines on both sides one side goes, so that neighbours stay as far apart as they were.
  if (isLast) start = isFirst ? start : before;
  else if (isFirst ? before === start : after - end < start - before) end = after;
  else if (!isFirst) start = before;
  if (end === text.length && text[end - 1] !== "\n") start -= lineBreakBefore(text, start);
  return { at: start, remove: end - start, insert: "" };
}

function lineBreakBefore(text: string, at: number): number {
  return /\r?\n$/.exec(text.slice(0, at))?.[0].length ?? 0;
}

function removeFlow(text: string, map: YAMLMap, pair: Pair): Splice[] {
  const index = map.items.indexOf(pair);
  const start = keyStart(pair);
  const { comma, commentEnd } = flowEnd(text, pairEnd(text, pair));
  const end = commentEnd ?? (comma === undefined ? pairEnd(text, pair) : comma + 1);
  if (index < map.items.length - 1) {
    const space = /^\s*/.exec(text.slice(end))![0].length;
    return [{ at: start, remove: end + space - start, insert: "" }];
  }
  const space = /\s*$/.exec(text.slice(0, start))![0].length;
  const own = { at: start - space, remove: end - start + space, insert: "" };
  const previous = map.items[index - 1];
  if (previous === undefined || comma !== undefined) return [own];
  const orphan = flowEnd(text, pairEnd(text, previous)).comma;
  return orphan === undefined ? [own] : [{ at: orphan, remove: 1, insert: "" }, own];
}
