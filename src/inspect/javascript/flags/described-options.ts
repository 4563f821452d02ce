import { ts } from "ts-morph";
import type { FlagFact } from "../../facts.ts";
import { bare, lastName, member, propertyName } from "../syntax.ts";
import type { Evaluator } from "../values/evaluator.ts";
import { type FlagReader, flag, kebab } from "./flag.ts";

/** Libraries that take an object of flags, by what is called and the member that has them; "" is the argument itself. */
const TAKERS: readonly { readonly called: RegExp; readonly member: string; readonly kebab: boolean }[] = [
  // node:util
  { called: /^parseArgs$/, member: "options", kebab: false },
  // yargs
  { called: /^options$/, member: "", kebab: false },
  // meow, cleye
  { called: /^(?:meow|cli|command|defineCli)$/, member: "flags", kebab: true },
  // citty
  { called: /^(?:defineCommand|runMain)$/, member: "args", kebab: true },
];

/** Flags declared as objects: `{ port: { type: "number", alias: "p", default: 3000 } }`, by yargs, parseArgs, meow, cleye, citty. */
export const describedOptions: FlagReader = (index, evaluator) => [
  ...TAKERS.flatMap(({ called, member: key, kebab: spelled }) =>
    [...index.calls]
      .filter(([name]) => called.test(name))
      .flatMap(([, calls]) =>
        calls.flatMap((call) =>
          (call.arguments ?? []).slice(0, 2).flatMap((argument) => {
            const object = evaluator.objectOf(argument);
            const options =
              object === undefined || key === "" ? object : memberObject(object, key, evaluator);
            return options === undefined ? [] : flagsIn(options, evaluator, spelled);
          }),
        ),
      ),
  ),
  ...yargsOptions(index, evaluator),
];

/** yargs' `.option("port", { … })`. */
const yargsOptions: FlagReader = (index, evaluator) =>
  (index.calls.get("option") ?? []).flatMap((call) => {
    const [name, said] = call.arguments ?? [];
    const text = name === undefined ? null : evaluator.textOf(name);
    const object = said === undefined ? undefined : evaluator.objectOf(said);
    if (text === null || object === undefined || !/^[A-Za-z][\w-]*$/.test(text)) return [];
    return [described(text, object, call, evaluator)];
  });

function memberObject(
  object: ts.ObjectLiteralExpression,
  key: string,
  evaluator: Evaluator,
): ts.ObjectLiteralExpression | undefined {
  const value = member(object, key);
  return value === undefined ? undefined : evaluator.objectOf(value);
}

function flagsIn(options: ts.ObjectLiteralExpression, evaluator: Evaluator, spelled: boolean): FlagFact[] {
  return options.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property)) {
      const inner = evaluator.objectOf(property.expression);
      return inner === undefined ? [] : flagsIn(inner, evaluator, spelled);
    }
    const name = propertyName(property.name);
    if (name === null || !ts.isPropertyAssignment(property)) return [];
    const value = evaluator.objectOf(property.initializer);
    const plain = lastName(property.initializer);
    // cleye and meow's older form: `port: Number`.
    if (value === undefined) {
      if (plain === null || !/^(?:String|Number|Boolean)$/.test(plain)) return [];
      return [flag(spelled ? kebab(name) : name, property, { takesValue: plain !== "Boolean" })];
    }
    if (
      !["type", "describe", "description", "desc", "default"].some((key) => member(value, key) !== undefined)
    )
      return [];
    return [described(spelled ? kebab(name) : name, value, property, evaluator)];
  });
}

function described(
  name: string,
  object: ts.ObjectLiteralExpression,
  node: ts.Node,
  evaluator: Evaluator,
): FlagFact {
  const text = (...keys: string[]): string | null => {
    for (const key of keys) {
      const value = member(object, key);
      const found = value === undefined ? null : evaluator.textOf(value);
      if (found !== null) return found;
    }
    return null;
  };
  const type = member(object, "type");
  const typed = type === undefined ? null : (evaluator.textOf(type) ?? lastName(bare(type)));
  const choices = member(object, "choices");
  const alias = text("alias", "short", "shortFlag");
  return flag(name, node, {
    short: alias !== null && alias.length === 1 ? alias : null,
    takesValue: isOfValue(typed) || (typed === null && choices !== undefined),
    required: ["demandOption", "required", "isRequired", "demand"].some((key) => text(key) === "true"),
    default: text("default"),
    description: text("describe", "description", "desc"),
    choices:
      choices === undefined ? [] : evaluator.elementsOf(choices).flatMap((one) => evaluator.textsOf(one)),
  });
}

function isOfValue(type: string | null): boolean {
  return type !== null && !/^(?:boolean|Boolean|count)$/.test(type);
}
