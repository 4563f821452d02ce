/** A change of a text: `remove` characters at `at` give way to `insert`. */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** Applies splices that do not overlap; all offsets are of the text before. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const { at, remove, insert } of [...splices].sort((a, b) => b.at - a.at)) {
    result = result.slice(0, at) + insert + result.slice(at + remove);
  }
  return result;
}

/** The line break the text uses: that of its first line. */
export function lineBreakOf(text: string): "\n" | "\r\n" {
  return /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Offset just after the line break of the line that holds `offset`; the text's end for the last line. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

/** The line that begins at `start`, without its break. */
export function lineAt(text: string, start: number): string {
  return text.slice(start, lineEnd(text, start)).replace(/\r?\n$/, "");
}

/** How many columns a line is indented. */
export function indentOf(line: string): number {
  return /^ */.exec(line)![0].length;
}
