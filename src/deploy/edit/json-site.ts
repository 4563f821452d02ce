import type { Container } from "../../clients/types.ts";
import { type JsonItem, readBraced } from "./json-members.ts";
import { skipBlank, skipValue, unexpected } from "./json-scan.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";

/** A value's place in a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** How far the path to the servers leads in a text. */
export interface JsonSite {
  /** The values along the path, the root first: as many as are there. Empty: the file has no value. */
  readonly values: readonly Range[];
  /** Each level's members along the path, but for the last value's own. */
  readonly only: boolean;
}

/**
 * Follows a path from the value at `start`. Of equal keys the last counts, as it does for `JSON.parse`. A null
 * ends the path: it is the last of `values`. Throws ConfigSyntaxError where another value than an object is in
 * the way, or the last is not what the container says.
 */
export function followPath(text: string, start: number, container: Container): JsonSite {
  const { path, kind } = container;
  const values: Range[] = [];
  let only = true;
  for (let at = start, depth = 0; ; depth++) {
    const last = depth === path.length;
    const wanted = last && kind === "list" ? "[" : "{";
    values.push({ start: at, end: 0 });
    if (text[at] !== wanted) {
      values[depth] = { start: at, end: skipValue(text, at) };
      if (text.slice(at, at + 4) === "null") return { values, only };
      throw wrongType(text, at, path[depth - 1], wanted);
    }
    const { items, close } = readBraced(text, at);
    values[depth] = { start: at, end: close + 1 };
    if (last) return { values, only };
    const member: JsonItem | undefined = items.findLast(({ key }) => key === path[depth]);
    if (items.length !== 1) only = false;
    if (member === undefined) return { values, only };
    at = member.valueStart;
  }
}

/** The site of a whole file; also checks that nothing follows its value. */
export function siteOf(text: string, container: Container): JsonSite {
  const start = skipBlank(text, 0);
  if (start === text.length) return { values: [], only: true };
  const site = followPath(text, start, container);
  const end = skipBlank(text, site.values[0]!.end);
  if (end < text.length) throw unexpected(text, end, "nothing after the file's value");
  return site;
}

const kinds: Readonly<Record<string, string>> = { "{": "an object", "[": "a list", '"': "a text" };

function wrongType(text: string, at: number, key: string | undefined, wanted: "{" | "["): ConfigSyntaxError {
  const found = kinds[text[at]!] ?? (/[tf]/.test(text[at]!) ? "true or false" : "a number");
  const holder = key === undefined ? "the file" : `'${key}'`;
  return ConfigSyntaxError.at(text, at, `${holder} holds ${found} where ${kinds[wanted]} belongs`);
}
