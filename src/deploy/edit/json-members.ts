import type { Braced, Item } from "./braces.ts";
import { skipBlank, skipColon, skipComment, skipString, skipValue, unexpected } from "./json-scan.ts";

/** A member of an object, or an item of an array. */
export interface JsonItem extends Item {
  /** Undefined in an array. */
  readonly key: string | undefined;
  readonly valueStart: number;
}

export interface JsonBraced extends Braced {
  readonly items: readonly JsonItem[];
}

/** The members of the object, or the items of the array, at `at`; all in them is checked. ConfigSyntaxError. */
export function readBraced(text: string, at: number): JsonBraced {
  const closer = text[at] === "{" ? "}" : "]";
  const items: JsonItem[] = [];
  let i = skipBlank(text, at + 1);
  while (text[i] !== closer) {
    const start = i;
    const key = closer === "}" ? readKey(text, i) : undefined;
    const valueStart = key === undefined ? i : skipColon(text, skipString(text, i));
    const end = skipValue(text, valueStart);
    i = skipBlank(text, end);
    const comma = text[i] === "," ? i : undefined;
    if (comma === undefined && text[i] !== closer) throw unexpected(text, i, `a comma or '${closer}'`);
    if (comma !== undefined) i = skipBlank(text, comma + 1);
    items.push({ start, end, comma, key, valueStart });
  }
  return { open: at + 1, close: i, items };
}

function readKey(text: string, at: number): string {
  if (text[at] !== '"') throw unexpected(text, at, "a key in double quotes");
  return JSON.parse(text.slice(at, skipString(text, at))) as string;
}

/** Comments of JSON after `at`: see CommentEnd. */
export function jsonCommentEnd(text: string, at: number): { end: number; toLineEnd: boolean } {
  let end = at;
  for (let i = at; ; ) {
    while (text[i] === " " || text[i] === "\t") i++;
    if (text[i] !== "/" || !/[/*]/.test(text[i + 1] ?? "")) return { end, toLineEnd: false };
    const toLineEnd = text[i + 1] === "/";
    i = end = skipComment(text, i);
    if (toLineEnd) return { end, toLineEnd };
  }
}
