import { stripVTControlCharacters } from "node:util";

interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

interface TableOptions {
  /** The last column is cut so that lines fit; undefined: nothing is cut. */
  readonly width?: number | undefined;
  /** Colours a line of titles. */
  readonly header?: (text: string) => string;
}

/** Columns of text with two spaces between; cells may hold colour codes. No newline at the end. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string {
  const titles = columns.map((column) => column.title);
  const widths = columns.map((_, index) =>
    Math.max(...[titles, ...rows].map((row) => visibleLength(row[index] ?? ""))),
  );
  const line = (cells: readonly string[]) => {
    const padded = columns.map((column, index) => pad(cells[index] ?? "", widths[index]!, column.align));
    return cut(padded.join("  ").trimEnd(), options.width);
  };
  return [(options.header ?? String)(line(titles)), ...rows.map(line)].join("\n");
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

function pad(text: string, width: number, align: Column["align"] = "left"): string {
  const space = " ".repeat(Math.max(0, width - visibleLength(text)));
  return align === "right" ? space + text : text + space;
}

/** Cuts what is seen to `width`; colour codes have none, and those after the cut are kept to end the colour. */
function cut(line: string, width: number | undefined): string {
  if (width === undefined || visibleLength(line) <= width) return line;
  let room = width - 1;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes begin with one
  const cells = line.split(/(\u001b\[[\d;]*m)/);
  const parts = cells.map((part, index) => {
    if (index % 2 === 1) return part;
    const kept = part.slice(0, Math.max(0, room));
    const ends = part.length > room && room >= 0;
    room -= part.length;
    return ends ? `${kept}…` : kept;
  });
  return parts.join("");
}
