import type { Assumed } from "../syntax/alternatives.ts";
import type { SyntaxNode } from "../syntax/node.ts";
import type { PythonModule } from "./program.ts";

/** What an expression is known to be; undefined stands for what is not known. */
export type Value =
  | string
  | number
  | boolean
  | null
  | ListValue
  | DictValue
  | Partial
  | Module
  | External
  | Definition
  | Instance
  | BoundMethod;

/** A list, a tuple or a set, with undefined for the items that are not known. */
export class ListValue {
  readonly items: readonly (Value | undefined)[];
  constructor(items: readonly (Value | undefined)[]) {
    this.items = items;
  }
}

export class DictValue {
  readonly entries: ReadonlyMap<string, Value | undefined>;
  constructor(entries: ReadonlyMap<string, Value | undefined>) {
    this.entries = entries;
  }
}

/** A text of which parts are computed; these stand in it as `{name}`. */
export class Partial {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A module of the distribution. */
export class Module {
  readonly module: PythonModule;
  constructor(module: PythonModule) {
    this.module = module;
  }
}

/** Something of another distribution, or built in, by its full name: `os.environ.get`. */
export class External {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

/** A function or a class of the distribution. */
export class Definition {
  readonly node: SyntaxNode;
  constructor(node: SyntaxNode) {
    this.node = node;
  }
}

/** What calling a class gives. */
export class Instance {
  readonly of: Definition | External;
  readonly call: SyntaxNode;
  readonly assumed: Assumed<Value> | null;
  constructor(of: Definition | External, call: SyntaxNode, assumed: Assumed<Value> | null) {
    this.of = of;
    this.call = call;
    this.assumed = assumed;
  }
}

/** A method of something that is known. */
export class BoundMethod {
  readonly of: Value;
  readonly name: string;
  constructor(of: Value, name: string) {
    this.of = of;
    this.name = name;
  }
}

/** How a value is written in a fact; null for what is none. */
export function shown(value: Value | undefined): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value instanceof Partial) return value.text;
  if (value instanceof ListValue) {
    const items = value.items.map((item) => shown(item));
    return items.includes(null) ? null : items.join(",");
  }
  return null;
}
