import {
  Definition,
  DictValue as Dict,
  External,
  ListValue as List,
  PartialText,
  shownAs,
} from "../syntax/values.ts";
import type { GoPackage } from "./program.ts";

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
  | Package
  | External
  | Definition;

/** A slice or an array. */
export class ListValue extends List<Value> {}

/** A map by its keys, or a struct by its fields. */
export class DictValue extends Dict<Value> {}

/** A package of the module. */
export class Package {
  readonly package: GoPackage;
  constructor(of: GoPackage) {
    this.package = of;
  }
}

/** How a value is written in a fact; null for what is none. */
export function shown(value: Value | undefined): string | null {
  return shownAs(value, ["true", "false"]);
}
