import type { Splice } from "../../config/yaml-splice.ts";
import { withoutSpaceAtEnd } from "./spaces.ts";

/**
 * Lists in brackets whose items are parted by commas: objects and arrays of JSON, inline tables of TOML, flow
 * collections of YAML. What is done here is the same in all; they differ in how a comment looks.
 */
export interface Braced {
  /** Offset after the opening bracket. */
  readonly open: number;
  /** Offset of the closing bracket. */
  readonly close: number;
  readonly items: readonly Item[];
}

export interface Item {
  readonly start: number;
  readonly end: number;
  /** Offset of the comma after it. */
  readonly comma: number | undefined;
}

/** The end of the last comment that begins on the line of `at` with nothing but blanks before it; else `at`. */
export type CommentEnd = (text: string, at: number) => { readonly end: number; readonly toLineEnd: boolean };

/** How the items of a list are set. */
export interface Layout {
  /** Each item begins on a line of its own. */
  readonly lines: boolean;
  /** What those lines begin with. */
  readonly indent: string;
  /** Between a comma and the next item on its line. */
  readonly gap: string;
}

interface NewItem {
  readonly text: string;
  readonly eol: string;
  readonly layout: Layout;
}

/** How a list that is not empty is set: its last item tells. */
export function layoutOf(text: string, { open, items }: Braced): Layout {
  const last = items.at(-1)!;
  const before = items.at(-2);
  const gap = text.slice(before === undefined ? open : (before.comma ?? before.end) + 1, last.start);
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", last.start - 1) + 1, last.start))![0];
  return { lines: gap.includes("\n"), indent, gap: before === undefined || /^\s/.test(gap) ? " " : "" };
}

/** Adds an item after the last of a list that is not empty; a trailing comma stays one. */
export function addItem(text: string, { items }: Braced, item: NewItem, commentEnd: CommentEnd): Splice[] {
  const { end, comma } = items.at(-1)!;
  const comments = commentEnd(text, comma === undefined ? end : comma + 1);
  const { lines, indent, gap } = item.layout;
  const lead = lines || comments.toLineEnd ? `${item.eol}${indent}` : gap;
  if (comma !== undefined) return [{ at: comments.end, remove: 0, insert: `${lead}${item.text},` }];
  if (comments.end === end) return [{ at: end, remove: 0, insert: `,${lead}${item.text}` }];
  return [
    { at: end, remove: 0, insert: "," },
    { at: comments.end, remove: 0, insert: `${lead}${item.text}` },
  ];
}

/** Takes items out, each with its comma and the white space before it; comments stay. */
export function removeItems(
  text: string,
  { open, items }: Braced,
  gone: ReadonlySet<Item>,
  commentEnd: CommentEnd,
): Splice[] {
  const splices: Splice[] = [];
  for (const [index, { start, end, comma }] of items.entries()) {
    if (!gone.has(items[index]!)) continue;
    const before = items[index - 1];
    const from = before === undefined ? open : (before.comma ?? before.end) + 1;
    // A comment between the item and its comma stays.
    const apart = comma === undefined || text.slice(end, comma).trim() !== "";
    const until = apart ? end : comma + 1;
    const next = items[index + 1];
    const lineEnds =
      (next === undefined || !gone.has(next)) && /^[ \t]*(?:\r?\n|$)/.test(text.slice(until, until + 200));
    const at = lineEnds ? trimmed(text, from, start, commentEnd) : blankBefore(text, from, start, commentEnd);
    splices.push({ at, remove: until - at, insert: "" });
    if (apart && comma !== undefined) splices.push({ at: comma, remove: 1, insert: "" });
  }
  const kept = items.findLast((item) => !gone.has(item));
  const last = items.at(-1);
  if (kept !== last && last?.comma === undefined && kept?.comma !== undefined) {
    splices.push({ at: kept.comma, remove: 1, insert: "" });
  }
  return splices;
}

/** Where the white space before an item begins; that at the end of a comment belongs to the comment. */
function trimmed(text: string, from: number, start: number, commentEnd: CommentEnd): number {
  const at = from + withoutSpaceAtEnd(text.slice(from, start)).length;
  for (let i = from; i < at; ) {
    const { end } = commentEnd(text, i);
    if (end >= at) return end;
    i = Math.max(end, i + 1);
  }
  return at;
}

/** The same, where more of the line follows: a line comment keeps the line break that ends it. */
function blankBefore(text: string, from: number, start: number, commentEnd: CommentEnd): number {
  const at = trimmed(text, from, start, commentEnd);
  let open = false;
  for (let i = from; i < at; ) {
    const { end, toLineEnd } = commentEnd(text, i);
    open = end > i ? toLineEnd : open;
    i = Math.max(end, i + 1);
  }
  return open ? start : at;
}
