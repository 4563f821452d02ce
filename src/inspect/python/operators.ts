import { DictValue, ListValue, PartialText, shown, type Value } from "./values.ts";

/** The value of a number's literal. */
export function numberOf(text: string): number | undefined {
  const value = Number(text.replaceAll("_", ""));
  return Number.isNaN(value) ? undefined : value;
}

/** What an `if` makes of a value. */
export function isTrue(value: Value): boolean {
  if (value instanceof ListValue) return value.items.length > 0;
  if (value instanceof DictValue) return value.entries.size > 0;
  return value !== null && value !== false && value !== "" && value !== 0;
}

function arithmetic(left: number, sign: string, right: number): number | undefined {
  const results: Readonly<Record<string, number>> = {
    "+": left + right,
    "-": left - right,
    "*": left * right,
    "/": left / right,
    "//": Math.floor(left / right),
    "**": left ** right,
  };
  return results[sign];
}

function joined(left: Value | undefined, right: Value | undefined): Value | undefined {
  if (typeof left === "string" && typeof right === "string") return left + right;
  const isText = [left, right].some((one) => typeof one === "string" || one instanceof PartialText);
  return isText ? new PartialText(`${shown(left) ?? "{…}"}${shown(right) ?? "{…}"}`) : undefined;
}

/** `left + right` and its like, of values that are known. */
export function operated(left: Value | undefined, sign: string, right: Value | undefined): Value | undefined {
  if (sign === "+" && left instanceof ListValue && right instanceof ListValue) {
    return new ListValue([...left.items, ...right.items]);
  }
  if (sign === "|" && left instanceof DictValue && right instanceof DictValue) {
    return new DictValue(new Map([...left.entries, ...right.entries]));
  }
  if (typeof left === "number" && typeof right === "number") return arithmetic(left, sign, right);
  if (sign === "+") return joined(left, right);
  if (sign === "%" && typeof left === "string") return new PartialText(left);
  return undefined;
}
