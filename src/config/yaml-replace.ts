import { isScalar, type Node, type Pair, type YAMLMap } from "yaml";
import { quoteBeside, quoteOf } from "./yaml-insert.ts";
import { afterPair, keyColumn, pairEnd } from "./yaml-map.ts";
import { blockBody, flowText, isEmptyOrScalar, type Plain, scalarText } from "./yaml-render.ts";
import { lineBreakOf, type Splice } from "./yaml-splice.ts";

/** Gives a pair of a map another value, in the form that the old one has where it can be. */
export function replaceValue(text: string, parent: YAMLMap, pair: Pair, value: Plain): Splice[] {
  const old = pair.value as Node | null;
  const start = old?.range?.[0] ?? (pair.key as Node).range![1];
  const quote = isScalar(old) && typeof old.value === "string" ? quoteOf(old) : quoteBeside(parent);
  const oneLine = isScalar(old) && !/[\r\n]/.test(text.slice(old.range![0], old.range![1]));
  if (oneLine && start < old.range![1] && typeof value !== "object" && !parent.flow) {
    return [{ at: start, remove: old.range![1] - start, insert: scalarText(value, quote) }];
  }
  const colon = text.indexOf(":", (pair.key as Node).range![1]) + 1;
  const wasFlow = parent.flow === true || (old !== null && "flow" in old && old.flow === true);
  if (wasFlow)
    return [{ at: colon, remove: pairEnd(text, pair) - colon, insert: ` ${flowText(value, quote)}` }];
  const column = keyColumn(text, pair);
  const eol = lineBreakOf(text);
  const end =
    text[pairEnd(text, pair) - 1] === "\n" ? afterPair(text, pair) - eol.length : pairEnd(text, pair);
  const lines = isEmptyOrScalar(value)
    ? ` ${typeof value === "object" ? flowText(value, quote) : scalarText(value, quote)}`
    : `${eol}${blockBody(value, column + 2, { step: 2, quote }).join(eol)}`;
  return [{ at: colon, remove: Math.max(0, end - colon), insert: lines }];
}
