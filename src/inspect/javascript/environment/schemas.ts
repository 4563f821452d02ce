import { ts } from "ts-morph";
import { bare, calledName, lastName, member, propertyName, receiverOf } from "../syntax.ts";
import type { Evaluator } from "../values/evaluator.ts";
import type { Handed } from "./reads.ts";

/** A variable that a schema declares. */
export interface Declared {
  readonly name: string;
  readonly node: ts.Node;
  readonly required: boolean;
  readonly default: string | null;
}

const PARSE = /^(?:parse|safeParse|parseAsync|safeParseAsync|assert|validate|validateSync|cast|decode\w*)$/;

/** Methods of a schema under which a missing value is no error. */
const LENIENT = /^(?:optional|nullish|default|catch|prefault)$/;

/** envalid, t3-env, envsafe and znv, by what they are called with: variables and their checks in one object. */
const CHECKERS = /^(?:createEnv|cleanEnv|envsafe|parseEnv|customCleanEnv|makeValidator)$/;

/** The variables that schemas declare which all variables are parsed by: zod's, and those of libraries for the purpose. */
export function declaredVariables(handed: readonly Handed[], evaluator: Evaluator): Declared[] {
  return handed.flatMap(({ call }) => {
    const called = calledName(call) ?? "";
    const receiver = receiverOf(call);
    if (CHECKERS.test(called)) return call.arguments.flatMap((one) => checks(one, evaluator));
    if (receiver !== null && PARSE.test(called)) return ofSchema(receiver, evaluator, 6);
    return [];
  });
}

function checks(argument: ts.Node, evaluator: Evaluator): Declared[] {
  const object = evaluator.objectOf(argument);
  if (object === undefined) return [];
  const inner = ["server", "client", "shared"].flatMap((key) => {
    const group = member(object, key);
    return group === undefined ? [] : variablesIn(group, evaluator);
  });
  return inner.length > 0 ? inner : variablesIn(object, evaluator);
}

/** Variables of `z.object({…})`, and of what is made from one: `.extend`, `.merge`, `.and`, `.refine`, `.transform`. */
function ofSchema(schema: ts.Node, evaluator: Evaluator, depth: number): Declared[] {
  if (depth === 0) return [];
  return evaluator.nodesOf(schema).flatMap((node): Declared[] => {
    if (!ts.isCallExpression(node)) return [];
    const called = calledName(node) ?? "";
    const receiver = receiverOf(node);
    const [first] = node.arguments;
    if (/^(?:object|strictObject|looseObject|strict_object)$/.test(called)) {
      return first === undefined ? [] : variablesIn(first, evaluator);
    }
    const base = receiver === null ? [] : ofSchema(receiver, evaluator, depth - 1);
    if (first === undefined)
      return called === "partial" ? base.map((one) => ({ ...one, required: false })) : base;
    if (called === "extend") return [...base, ...variablesIn(first, evaluator)];
    if (called === "merge" || called === "and") return [...base, ...ofSchema(first, evaluator, depth - 1)];
    return base;
  });
}

function variablesIn(object: ts.Node, evaluator: Evaluator): Declared[] {
  const literal = evaluator.objectOf(object);
  if (literal === undefined) return [];
  return literal.properties.flatMap((property): Declared[] => {
    if (ts.isSpreadAssignment(property)) return variablesIn(property.expression, evaluator);
    const name = propertyName(property.name);
    if (name === null || !/^[A-Z][A-Z0-9_]+$/.test(name)) return [];
    const value = ts.isPropertyAssignment(property) ? property.initializer : property;
    return [{ name, node: property, ...requirement(value, evaluator) }];
  });
}

/** Whether a value's schema may be without the value: by its chain of methods, or by what an options object says. */
function requirement(schema: ts.Node, evaluator: Evaluator): Pick<Declared, "required" | "default"> {
  let required = true;
  let fallback: string | null = null;
  for (let node = bare(schema); ts.isCallExpression(node); ) {
    const called = calledName(node) ?? "";
    const [first] = node.arguments;
    if (LENIENT.test(called) && receiverOf(node) !== null) {
      required = false;
      if (/^(?:default|catch|prefault)$/.test(called) && first !== undefined)
        fallback ??= evaluator.textOf(first);
    }
    const options = first === undefined ? undefined : evaluator.objectOf(first);
    for (const key of ["default", "devDefault"]) {
      const value = options === undefined ? undefined : member(options, key);
      if (value === undefined) continue;
      required = false;
      fallback ??= evaluator.textOf(value);
    }
    const receiver = receiverOf(node);
    if (receiver === null) break;
    // `z.preprocess(f, schema)`, `z.optional(schema)`: the schema is an argument.
    const root = bare(receiver);
    const inner = node.arguments.find((one) => ts.isCallExpression(bare(one)));
    node = ts.isIdentifier(root) && inner !== undefined && lastName(root) !== called ? bare(inner) : root;
    if (ts.isIdentifier(node)) {
      const [named] = evaluator.nodesOf(node);
      if (named === undefined || named === node || !ts.isCallExpression(named)) break;
      node = named;
    }
  }
  return { required, default: fallback };
}
