import type { Format } from "../clients/types.ts";
import { commonPrefix, commonSuffix } from "./common-ends.ts";

/**
 * Whether an edit takes comments out: the user's, for we write none. It looks at whole lines around what differs,
 * and may take a part of a value for a comment, never a comment for a value.
 */
export function losesComments(format: Format, before: string, after: string): boolean {
  if (before === after) return false;
  const prefix = before.lastIndexOf("\n", commonPrefix(before, after) - 1) + 1;
  const common = commonSuffix(before, after, prefix);
  const lineBreak = before.indexOf("\n", before.length - common);
  const suffix = lineBreak === -1 ? 0 : before.length - lineBreak;
  const of = (text: string) => commentsIn(format, text.slice(prefix, text.length - suffix));
  const left = of(after);
  return of(before).some((comment) => !left.includes(comment));
}

const doubleQuoted = /"(?:[^"\\\n]|\\.)*"/g;
const singleQuoted = /'[^'\n]*'/g;

function commentsIn(format: Format, text: string): string[] {
  const bare = text.replace(doubleQuoted, '""');
  if (format === "json" || format === "jsonc") return bare.match(/\/\/.*|\/\*[\s\S]*?\*\//g) ?? [];
  return bare.replace(singleQuoted, "''").match(/(?<=^|\s)#.*/gm) ?? [];
}
