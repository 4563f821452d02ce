import { isMap, isScalar, type Pair, type Scalar, type YAMLMap } from "yaml";
import { flowEnd, isMultiLine } from "./yaml-flow.ts";
import { afterPair, blanksBefore, keyColumn, keyStart, pairEnd, pastComments } from "./yaml-map.ts";
import { blockLines, flowPair, type Plain, type Quote } from "./yaml-render.ts";
import { indentOf, lineAt, lineBreakOf, lineEnd, lineStart, type Splice } from "./yaml-splice.ts";

/** Adds a pair at the end of a map: of one in braces, or of a block map (which is never empty). */
export function insertPair(text: string, map: YAMLMap, key: string, value: Plain, step: number): Splice[] {
  return map.flow === true ? insertFlow(text, map, key, value) : insertBlock(text, map, key, value, step);
}

function insertBlock(text: string, map: YAMLMap, key: string, value: Plain, step: number): Splice[] {
  const last = map.items.at(-1) as Pair;
  const column = keyColumn(text, last);
  const at = pastComments(text, afterPair(text, last), column);
  const lines = blockLines(key, value, column, { step, quote: quoteBeside(map) });
  return [insertLines(text, at, isSeparated(text, map) ? ["", ...lines] : lines)];
}

/** Whole lines at the start of a line, or after the last line of a text without a final line break. */
export function insertLines(text: string, at: number, lines: readonly string[]): Splice {
  const eol = lineBreakOf(text);
  const body = lines.join(eol);
  const open = at === text.length && at > 0 && text[at - 1] !== "\n";
  return { at, remove: 0, insert: open ? eol + body : body + eol };
}

/** Whether the author leaves blank lines between the pairs: the last two tell. */
function isSeparated(text: string, map: YAMLMap): boolean {
  if (map.items.length < 2) return false;
  let line = lineStart(text, keyStart(map.items.at(-1) as Pair));
  while (
    line > 0 &&
    lineAt(text, lineStart(text, line - 1))
      .trimStart()
      .startsWith("#")
  ) {
    line = lineStart(text, line - 1);
  }
  return blanksBefore(text, line) < line;
}

/** The quotes of the map's last string value; where it has none, of the first in the last map under it. */
export function quoteBeside(map: YAMLMap): Quote {
  const values = map.items.map((pair) => pair.value).reverse();
  const own = values.find(isText);
  if (own !== undefined) return quoteOf(own);
  const under = values.find((value) => isMap(value) && value.items.some((pair) => isText(pair.value)));
  const inner = isMap(under) ? under.items.map((pair) => pair.value).find(isText) : undefined;
  return inner === undefined ? "plain" : quoteOf(inner);
}

function isText(value: unknown): value is Scalar<string> {
  return isScalar(value) && typeof value.value === "string";
}

export function quoteOf(scalar: Scalar): Quote {
  if (scalar.type === "QUOTE_DOUBLE") return "double";
  return scalar.type === "QUOTE_SINGLE" ? "single" : "plain";
}

function insertFlow(text: string, map: YAMLMap, key: string, value: Plain): Splice[] {
  const last = map.items.at(-1);
  if (last === undefined) return fillFlow(text, map, key, value, false);
  const item = flowPair(key, value, isJson(map) ? "double" : quoteBeside(map));
  const end = pairEnd(text, last);
  const { comma, commentEnd } = flowEnd(text, end);
  const after = comma === undefined ? end : comma + 1;
  if (!isMultiLine(text, last)) {
    return [{ at: after, remove: 0, insert: comma === undefined ? `, ${item}` : ` ${item},` }];
  }
  const at = commentEnd ?? after;
  const line = `${lineBreakOf(text)}${" ".repeat(indentOf(lineAt(text, lineStart(text, keyStart(last)))))}${item}`;
  if (comma !== undefined) return [{ at, remove: 0, insert: `${line},` }];
  if (at === end) return [{ at, remove: 0, insert: `,${line}` }];
  return [
    { at: end, remove: 0, insert: "," },
    { at, remove: 0, insert: line },
  ];
}

function isJson(map: YAMLMap): boolean {
  const key = map.items.at(-1)?.key;
  return isScalar(key) && key.type === "QUOTE_DOUBLE";
}

/** Puts the first pair into `{}`; spaces and comments that are inside stay. */
export function fillFlow(text: string, map: YAMLMap, key: string, value: Plain, json: boolean): Splice[] {
  const open = map.range![0] + 1;
  const item = flowPair(key, value, json ? "double" : "plain");
  const inner = text.slice(open, map.range![1] - 1);
  return [{ at: open, remove: 0, insert: inner === "" ? item : ` ${item}` }];
}

/** Where the lines of a key's first child go: after the key's line and the comments indented under it. */
export function underKey(text: string, pair: Pair): number {
  const column = keyColumn(text, pair);
  return pastComments(text, lineEnd(text, pairEnd(text, pair)), column + 1);
}
