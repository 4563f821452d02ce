import type { Assumed } from "../syntax/alternatives.ts";
import type { SyntaxNode } from "../syntax/node.ts";
import {
  Definition,
  DictValue as Dict,
  External,
  ListValue as List,
  PartialText,
  shownAs,
} from "../syntax/values.ts";
import type { PythonModule } from "./program.ts";

export { Definition, External, PartialText };

/** What an expression is known to be; undefined stands for what is not known. */
export type Value =
  | string
  | number
  | boolean
  | null
  | ListValue
  | DictValue
  | PartialText
  | Module
  | External
  | Definition
  | Instance
  | BoundMethod;

/** A list, a tuple or a set. */
export class ListValue extends List<Value> {}

export class DictValue extends Dict<Value> {}

/** A module of the distribution. */
export class Module {
  readonly module: PythonModule;
  constructor(module: PythonModule) {
    this.module = module;
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
  return shownAs(value, ["True", "False"]);
}
