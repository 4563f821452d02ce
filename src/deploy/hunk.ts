import type { Hunk } from "./changes.ts";
import { commonPrefix, commonSuffix } from "./common-ends.ts";

/**
 * Where two texts differ, as whole lines where nothing else stands in these. The rest of a line that belongs to
 * the user is not shown: in a file of one line that would be all of their keys.
 */
export function hunkBetween(server: string, before: string, after: string): Hunk | null {
  if (before === after) return null;
  const common = commonPrefix(before, after);
  const prefix = common - slide(before, after, common);
  const suffix = commonSuffix(before, after, prefix);
  const line = countNewlines(before, prefix) + 1;
  const removed = linesBetween(before, prefix, suffix);
  const added = linesBetween(after, prefix, suffix);
  // A line that only gets or loses its comma may be a neighbour's.
  const same = new Set(
    removed.map(withoutComma).filter((each) => added.some((one) => withoutComma(one) === each)),
  );
  const differs = (each: string) => !same.has(withoutComma(each));
  return { server, line, removed: removed.filter(differs), added: added.filter(differs) };
}

function withoutComma(line: string): string {
  return line.replace(/,(?=\s*(?:$|\/[/*]))/, "");
}

/**
 * What only comes, or only goes, may begin at several places: `[` of the user's next table is like that of ours.
 * How far back it begins with a line.
 */
function slide(before: string, after: string, prefix: number): number {
  const longer = before.length < after.length ? after : before;
  const length = Math.abs(after.length - before.length);
  const suffix = commonSuffix(before, after, prefix);
  if (length === 0 || prefix + suffix !== Math.min(before.length, after.length)) return 0;
  const endsLine = /^(?:\r?\n|$)/.test(longer.slice(prefix + length, prefix + length + 2));
  if (endsLine && /^[\s,]*\n/.test(longer.slice(prefix, prefix + length))) return 0;
  for (let by = 0; by <= prefix; by++) {
    const at = prefix - by;
    if (at === 0 || longer[at - 1] === "\n") return by;
    if (longer[at - 1] !== longer[at - 1 + length]) return 0;
  }
  return 0;
}

function linesBetween(text: string, prefix: number, suffix: number): string[] {
  const start = text.lastIndexOf("\n", prefix - 1) + 1;
  const before = text.slice(start, prefix);
  const end = text.length - suffix;
  const newline = text.indexOf("\n", end);
  const after = text.slice(end, newline === -1 ? text.length : newline);
  const middle = text.slice(prefix, end);
  // What is only a comma beside the user's value makes that value none of ours.
  const shown = [
    oneKey.test(before) && !/^[\s,]*(?:\n|$)/.test(middle) ? before.replace("\uFEFF", "") : "",
    middle,
    endOfValue.test(after) && !/(?:\n|^)[\s,]*$/.test(middle) ? after : "",
  ].join("");
  // A comma after the user's last entry, and the newline around ours, are no lines of their own.
  return shown.split(/\r?\n/).filter((each) => !/^[\s,]*$/.test(each));
}

/** A line up to somewhere in its first key or value: then the whole line is about one thing. */
const oneKey = /^[\s\uFEFF]*(?:- )?(?:["']?[\w.-]+["']?\s*[:=]\s*)?\[?["']?[^{}:=,]{0,500}$/;
/** A comma, a bracket or a comment first: then a value of ours is over, and what follows is another thing. */
const endOfValue = /^(?!\s*(?:[,}\]#]|\/[/*]))[^{}:=]{0,500}$/;

function countNewlines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
