/** How wide a line may get that holds a whole value. */
const WIDTH = 120;

/**
 * JSON text for a file that people review: keys sorted by code units at every depth, two spaces. What is below
 * `offers` stands on one line where it fits: a schema with a line for every bracket is thousands of lines.
 */
export function lockText(file: Readonly<Record<string, unknown>>): string {
  const members = entriesOf(file).map(([key, value]) => [
    key,
    key === "offers" ? fitted(value, "  ") : indented(value, "  "),
  ]);
  return `{\n${members.map(([key, text]) => `  "${key}": ${text}`).join(",\n")}\n}\n`;
}

function indented(value: unknown, indent: string): string {
  return JSON.stringify(sorted(value), null, 2).replaceAll("\n", `\n${indent}`);
}

/** A value over as few lines as its width lets it have; `indent` is that of the line it begins on. */
function fitted(value: unknown, indent: string): string {
  const flat = flatText(value);
  if (typeof value !== "object" || value === null || indent.length + flat.length <= WIDTH) return flat;
  const inner = `${indent}  `;
  const [open, parts, close] = Array.isArray(value)
    ? ["[", value.map((item) => fitted(item, inner)), "]"]
    : ["{", entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}: ${fitted(item, inner)}`), "}"];
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

function flatText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flatText).join(", ")}]`;
  const members = entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}: ${flatText(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Arrays keep their order: it may mean something. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(entriesOf(value).map(([key, item]) => [key, sorted(item)]));
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
