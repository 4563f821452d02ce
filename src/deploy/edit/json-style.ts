import { lineBreakOf } from "../../config/yaml-splice.ts";
import { type Layout, layoutOf } from "./braces.ts";
import type { JsonBraced, JsonItem } from "./json-members.ts";
import type { JsonStyle } from "./json-text.ts";

/** What the file as a whole tells of how it is written. */
export interface JsonHabits {
  readonly eol: string;
  /** What a level is indented by. */
  readonly step: string;
  /** The file is on one line and holds something. */
  readonly oneLine: boolean;
  readonly dense: boolean;
}

/** The beginning of a file tells: the first line that is indented is one level deep. */
export function habitsOf(text: string): JsonHabits {
  const start = text.slice(0, 65_536);
  const body = start.trim();
  const step = /^(?:\t| +)(?=["{}[\]])/m.exec(start)?.[0] ?? "  ";
  return {
    eol: lineBreakOf(start),
    step,
    oneLine: !body.includes("\n") && /[^\s{}[\]]/.test(body),
    dense: /^\{"(?:[^"\\]|\\.)*":\S/.test(body),
  };
}

/** For what is put where nothing was; `indent`: of the line that it begins on. */
export function freshStyle(habits: JsonHabits, indent: string): JsonStyle {
  const { eol, step, oneLine, dense } = habits;
  const spaces = dense ? { colon: ":", comma: "," } : { colon: ": ", comma: ", " };
  return { eol, indent, step, lines: !oneLine, arrayLines: true, pad: "", ...spaces };
}

/** For an item beside others: as they are set, and as the last of them is written. */
export function styleBeside(
  text: string,
  braced: JsonBraced,
  habits: JsonHabits,
): { layout: Layout; style: JsonStyle } {
  const layout = layoutOf(text, braced);
  const last = braced.items.at(-1)!;
  const style = styleLike(text, last, layout, habits);
  const gap = braced.items.length > 1 ? layout.gap : style.comma.slice(1);
  return { layout: { ...layout, gap }, style };
}

/** For the value of an item in the place of the one that is there. */
export function styleLike(
  text: string,
  item: JsonItem,
  layout: Layout,
  { eol, step }: JsonHabits,
): JsonStyle {
  const value = text.slice(item.valueStart, Math.min(item.end, item.valueStart + 65_536));
  const colon = /^"(?:[^"\\]|\\.)*"\s*:(?=\S)/.test(text.slice(item.start, item.valueStart + 1)) ? ":" : ": ";
  const filled = /^[{[]\s*[^\s}\]]/.test(value);
  const lines = layout.lines && (!filled || value.includes("\n"));
  return {
    eol,
    indent: layout.indent,
    step,
    lines,
    arrayLines: !/\[[ \t]*["\d]/.test(value),
    colon,
    comma: colon === ":" ? "," : ", ",
    pad: /^\{[ \t]+\S/.test(value) ? " " : "",
  };
}
