import type { Pair } from "yaml";
import { keyStart } from "./yaml-map.ts";
import { lineStart } from "./yaml-splice.ts";

/** What follows a pair inside braces. */
interface FlowEnd {
  /** Offset of the comma after it. */
  readonly comma: number | undefined;
  /** Where the comment on the same line ends. */
  readonly commentEnd: number | undefined;
}

/** Reads on after a pair in braces; between items YAML has only white space, comments and commas. */
export function flowEnd(text: string, end: number): FlowEnd {
  let at = end;
  let comma: number | undefined;
  let commentEnd: number | undefined;
  while (at < text.length) {
    const rest = text.slice(at);
    const space = /^[ \t]+/.exec(rest)?.[0];
    const comment = /^#[^\r\n]*/.exec(rest)?.[0];
    const breaks = /^(?:\r?\n[ \t]*)+/.exec(rest)?.[0];
    if (space !== undefined) at += space.length;
    else if (comment !== undefined) {
      at += comment.length;
      commentEnd = comma === undefined || !text.slice(comma, at).includes("\n") ? at : commentEnd;
      if (comma !== undefined) break;
    } else if (breaks !== undefined && comma === undefined) at += breaks.length;
    else if (rest.startsWith(",") && comma === undefined) {
      comma = at;
      commentEnd = undefined;
      at++;
    } else break;
  }
  if (comma === undefined && commentEnd !== undefined) {
    // Without a comma only a comment on the pair's own line is the pair's.
    const own = /^[ \t]*#[^\r\n]*/.exec(text.slice(end))?.[0];
    commentEnd = own === undefined ? undefined : end + own.length;
  }
  return { comma, commentEnd };
}

/** Whether a pair in braces begins its line. */
export function isMultiLine(text: string, pair: Pair): boolean {
  const start = keyStart(pair);
  return /^[ \t]*$/.test(text.slice(lineStart(text, start), start));
}
