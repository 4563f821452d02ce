import type { CommentEnd } from "./braces.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";

/** Lines and comments of TOML and YAML. */

/** The end of the line that holds `at`, before its break. */
export function endOfLine(text: string, at: number): number {
  const lineBreak = /\r?\n/g;
  lineBreak.lastIndex = at;
  return lineBreak.exec(text)?.index ?? text.length;
}

export const hashCommentEnd: CommentEnd = (text, at) => {
  const comment = /[ \t]*#[^\r\n]*/y;
  comment.lastIndex = at;
  return comment.test(text) ? { end: comment.lastIndex, toLineEnd: true } : { end: at, toLineEnd: false };
};

/** TOML has no such line break, and the parsers of YAML do not agree on it. ConfigSyntaxError. */
export function refuseLoneReturns(text: string): void {
  const lone = /\r(?!\n)/.exec(text);
  if (lone !== null) throw ConfigSyntaxError.at(text, lone.index, "a carriage return without a line feed");
}
