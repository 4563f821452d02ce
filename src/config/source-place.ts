import { relative, sep } from "node:path";
import { UserError } from "../errors.ts";
import { maskSecrets } from "../mask-secrets.ts";

/** A text file as far as errors need it: what to call it, and its text. */
export interface SourceText {
  /** As it is shown to a person: `servers.yaml`, relative to where they are. */
  readonly name: string;
  readonly text: string;
}

/**
 * An error at a place in a text file; `excerpt` shows the line with a caret under the place. It is empty with
 * `quoted: false`, of files that may be something else than they are taken for.
 */
export class SourceError extends UserError {
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;

  constructor(
    source: SourceText,
    offset: number,
    message: string,
    options: { code: string; hint?: string | undefined; length?: number; quoted?: boolean },
  ) {
    const place = placeAt(source.text, offset);
    super(message, {
      code: options.code,
      where: `${source.name}:${place.line}:${place.column}`,
      hint: options.hint,
    });
    this.line = place.line;
    this.column = place.column;
    const { length = 1, quoted = true } = options;
    this.excerpt = quoted ? maskSecrets(excerptAt(source.text, place, length)) : "";
  }

  override toJSON(): ReturnType<UserError["toJSON"]> & { line: number; column: number } {
    return { ...super.toJSON(), line: this.line, column: this.column };
  }
}

interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  /** Offset of the line's first character. */
  readonly lineStart: number;
}

/** Line and column of an offset; an offset past the end is the end. */
export function placeAt(text: string, offset: number): Place {
  const at = Math.max(0, Math.min(offset, text.length));
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf("\n"); next !== -1 && next < at; next = text.indexOf("\n", next + 1)) {
    line++;
    lineStart = next + 1;
  }
  return { line, column: at - lineStart + 1, lineStart };
}

/**
 * The line of `place` and, under it, carets for `length` characters:
 *
 *     12 |     sorce: npm:firecrawl-mcp
 *        |     ^^^^^
 */
function excerptAt(text: string, place: Place, length: number): string {
  const width = 160;
  const end = text.indexOf("\n", place.lineStart);
  const line = text.slice(place.lineStart, end === -1 ? text.length : end).replace(/\r$/, "");
  // A minified file is one long line: show the part around the place.
  const from = place.column > width - 20 ? place.column - 1 - 60 : 0;
  const shown = line.slice(from, from + width);
  // Tabs stay tabs in the caret's line too, so that both are equally wide wherever a tab stops.
  const before = shown.slice(0, place.column - 1 - from).replace(/[^\t]/g, " ");
  const carets = Math.max(1, Math.min(length, shown.length - before.length));
  const gutter = String(place.line);
  return `${gutter} | ${printable(shown)}\n${" ".repeat(gutter.length)} | ${before}${"^".repeat(carets)}`;
}

/** How a path is shown: relative to `cwd` where it is inside it, else as it is. */
export function shownPath(path: string, cwd: string = process.cwd()): string {
  const short = relative(cwd, path);
  return short === "" || short === ".." || short.startsWith(`..${sep}`) ? path : short;
}

/** Control and text-direction characters of a broken file must not reach the terminal. */
function printable(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, "\ufffd");
}
