import { ConfigSyntaxError } from "./syntax-error.ts";

/**
 * Finds the ends of JSON values (RFC 8259) without building them, so that a file of 20 MB is read in the time of
 * a pass over its characters; all of it is checked. Comments and trailing commas are let through in every file:
 * many clients take them, and what stands in a user's file is not ours to refuse. Nothing recurses: the depth of
 * a file is bounded by memory alone. Offsets are UTF-16 code units; all throw ConfigSyntaxError.
 */

const quote = 0x22;
const comma = 0x2c;
const slash = 0x2f;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** The first offset from `at` on that is neither white space nor comment. */
export function skipBlank(text: string, at: number): number {
  for (let i = at; ; ) {
    const code = text.charCodeAt(i);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) i++;
    else if (code === slash) i = skipComment(text, i);
    else return i;
  }
}

/** The end of the comment at `at`; the line break after a line comment is not part of it. */
export function skipComment(text: string, at: number): number {
  const next = text[at + 1];
  if (next === "/") {
    const lineBreak = /[\r\n]/g;
    lineBreak.lastIndex = at;
    return lineBreak.exec(text)?.index ?? text.length;
  }
  if (next !== "*") throw unexpected(text, at, "a value");
  const end = text.indexOf("*/", at + 2);
  if (end === -1) throw ConfigSyntaxError.at(text, at, "a comment begins here and does not end");
  return end + 2;
}

/** Where the last comment ends, of a checked text that has nothing but comments and white space. */
export function endOfComments(text: string): number {
  let end = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== slash) continue;
    end = skipComment(text, i);
    i = end - 1;
  }
  return end;
}

/** The end of the string at `at`. */
export function skipString(text: string, at: number): number {
  for (let i = at + 1; ; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === backslash) i = skipEscape(text, i);
    else if (!(code >= 0x20)) throw badInString(text, at, i);
  }
}

/** The last offset of the escape sequence at `at`. */
function skipEscape(text: string, at: number): number {
  const sequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
  sequence.lastIndex = at;
  if (sequence.test(text)) return sequence.lastIndex - 1;
  if (at + 1 >= text.length) throw ConfigSyntaxError.at(text, at, "the file ends within a string");
  throw ConfigSyntaxError.at(text, at, "this escape is not one of JSON; a backslash is written '\\\\'");
}

function badInString(text: string, start: number, at: number): ConfigSyntaxError {
  const open = at >= text.length || text[at] === "\n" || text[at] === "\r";
  return open
    ? ConfigSyntaxError.at(text, start, "a string begins here and does not end on its line")
    : ConfigSyntaxError.at(text, at, `a string cannot hold${nameOf(text, at)} as it is`);
}

/** From the key at `at` past its colon to its value. */
function skipKey(text: string, at: number): number {
  if (text.charCodeAt(at) !== quote) throw unexpected(text, at, "a key in double quotes");
  return skipColon(text, skipString(text, at));
}

/** From a key's end to its value. */
export function skipColon(text: string, keyEnd: number): number {
  const at = skipBlank(text, keyEnd);
  if (text.charCodeAt(at) !== colon) throw unexpected(text, at, "a colon after the key");
  return skipBlank(text, at + 1);
}

/** The end of the value at `at`. */
export function skipValue(text: string, at: number): number {
  const closers: number[] = [];
  for (let i = at; ; ) {
    const code = text.charCodeAt(i);
    if (code === openBrace || code === openBracket) {
      closers.push(code + 2);
      i = skipBlank(text, i + 1);
      if (text.charCodeAt(i) !== code + 2) {
        if (code === openBrace) i = skipKey(text, i);
        continue;
      }
    } else i = skipScalar(text, i);
    i = skipClosers(text, i, closers);
    if (closers.length === 0) return i;
  }
}

/** After a value: past all that ends there, to the next value; all ended: the end of the last. */
function skipClosers(text: string, at: number, closers: number[]): number {
  let i = at;
  for (let closer = closers.at(-1); closer !== undefined; closer = closers.at(-1)) {
    i = skipBlank(text, i);
    const separated = text.charCodeAt(i) === comma;
    if (separated) i = skipBlank(text, i + 1);
    if (text.charCodeAt(i) === closer) {
      closers.pop();
      i++;
    } else if (separated) return closer === closeBrace ? skipKey(text, i) : i;
    else throw unexpected(text, i, `a comma or '${String.fromCharCode(closer)}'`);
  }
  return i;
}

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const word = /true|false|null/y;

function skipScalar(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === quote) return skipString(text, at);
  const shape = code === 0x2d || (code >= 0x30 && code <= 0x39) ? number : word;
  shape.lastIndex = at;
  if (!shape.test(text)) throw unexpected(text, at, "a value");
  return shape.lastIndex;
}

/** What stands at `at` is not what belongs there. */
export function unexpected(text: string, at: number, wanted: string): ConfigSyntaxError {
  if (at >= text.length)
    return ConfigSyntaxError.at(text, at, `expected ${wanted}, found the end of the file`);
  const found = nameOf(text, at);
  return ConfigSyntaxError.at(text, at, `expected ${wanted}${found === "" ? "" : `, found${found}`}`);
}

/** Of what cannot be a part of somebody's key only: brackets, quotes, white space and the like. */
function nameOf(text: string, at: number): string {
  const code = text.codePointAt(at)!;
  const control = code < 0x20 || (code >= 0x7f && code <= 0xa0) || code === 0xfeff;
  if (control) return ` the character U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return /[{}[\],:"'<>]/.test(text[at]!) ? ` '${text[at]}'` : "";
}

/** A checked JSON text without its comments and trailing commas. */
export function plainJson(text: string): string {
  let plain = "";
  let kept = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    if (code === quote) i = skipString(text, i);
    else if (code === slash) {
      plain += text.slice(kept, i);
      kept = i = skipComment(text, i);
    } else if (code === comma && /[}\]]/.test(text[skipBlank(text, i + 1)] ?? "")) {
      plain += text.slice(kept, i);
      kept = ++i;
    } else i++;
  }
  return plain + text.slice(kept);
}

/** The comments of a checked JSON text, one after the other. */
export function jsonComments(text: string): string {
  let comments = "";
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    const start = i;
    if (code === quote) i = skipString(text, i);
    else if (code === slash) {
      i = skipComment(text, i);
      comments += `${text.slice(start, i)}\n`;
    } else i++;
  }
  return comments;
}
