import type { SyntaxNode } from "./node.ts";

/** A list, with undefined for the items that are not known. */
export class ListValue<Item> {
  readonly items: readonly (Item | undefined)[];
  constructor(items: readonly (Item | undefined)[]) {
    this.items = items;
  }
}

/** A map, or an object by its fields. */
export class DictValue<Item> {
  readonly entries: ReadonlyMap<string, Item | undefined>;
  constructor(entries: ReadonlyMap<string, Item | undefined>) {
    this.entries = entries;
  }
}

/** A text of which parts are computed; these stand in it as `{name}`. */
export class PartialText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Something that is not of the server's own code, by its full name: `os.environ.get`, `flag.String`. */
export class External {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

/** A function, a class or a type of the server's own code. */
export class Definition {
  readonly node: SyntaxNode;
  constructor(node: SyntaxNode) {
    this.node = node;
  }
}

/**
 * How a value is written in a fact; null for what has no text.
 *
 * @param yes and `no`: the language's own words
 */
export function shownAs(value: unknown, [yes, no]: readonly [yes: string, no: string]): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? yes : no;
  if (value instanceof PartialText) return value.text;
  if (value instanceof ListValue) {
    const items = value.items.map((item) => shownAs(item, [yes, no]));
    return items.includes(null) ? null : items.join(",");
  }
  return null;
}
