import { ts } from "ts-morph";
import type { FlagFact } from "../../facts.ts";
import { member } from "../syntax.ts";
import type { Evaluator } from "../values/evaluator.ts";
import { type FlagReader, flag } from "./flag.ts";

/** `-p, --port <number>`, as commander and cac take it. */
const SPELLED = /^(?:(-\w)[ ,|]+)?(--[\w-]+)(?:[ =]([<[].+))?$/;

/** commander's and cac's `.option("-p, --port <n>", "…", default)`, `.requiredOption`, `new Option("…").choices([…])`. */
export const spelledOptions: FlagReader = (index, evaluator) =>
  ["option", "requiredOption", "Option", "createOption"].flatMap((called) =>
    (index.calls.get(called) ?? []).flatMap((call) => {
      const [spelling, description, ...rest] = call.arguments ?? [];
      const match = SPELLED.exec((spelling === undefined ? null : evaluator.textOf(spelling)) ?? "");
      if (match?.[2] === undefined) return [];
      const [, short, name, value] = match;
      const options = rest.map((one) => evaluator.objectOf(one)).find((one) => one !== undefined);
      const inOptions = options === undefined ? undefined : member(options, "default");
      const fallback = inOptions ?? rest.findLast((one) => isValue(one, evaluator));
      return [
        withChain(
          flag(name, call, {
            short,
            takesValue: value !== undefined,
            required: called === "requiredOption",
            default: fallback === undefined ? null : defaultOf(fallback, evaluator),
            description: evaluator.textOf(description),
            choices: choicesIn(value),
          }),
          call,
          evaluator,
        ),
      ];
    }),
  );

function isValue(node: ts.Node, evaluator: Evaluator): boolean {
  return evaluator.textsOf(node).length > 0;
}

/** `process.env.PORT ?? "8080"` says 8080. */
function defaultOf(node: ts.Node, evaluator: Evaluator): string | null {
  return evaluator.textOf(node);
}

/** `<stdio|http>` */
function choicesIn(value: string | undefined): string[] {
  const inner = value?.replace(/^[<[]|[\]>]$/g, "") ?? "";
  return /^[\w-]+(?:\|[\w-]+)+$/.test(inner) ? inner.split("|") : [];
}

/** What methods on an Option add: `.choices([…]).default("x").makeOptionMandatory()`. */
function withChain(found: FlagFact, call: ts.Node, evaluator: Evaluator): FlagFact {
  if (!ts.isNewExpression(call)) return found;
  let fact = found;
  for (let node: ts.Node = call; ; ) {
    const access = node.parent;
    if (!ts.isPropertyAccessExpression(access) || !ts.isCallExpression(access.parent)) return fact;
    const [first] = access.parent.arguments;
    if (access.name.text === "choices" && first !== undefined) {
      fact = { ...fact, choices: evaluator.elementsOf(first).flatMap((one) => evaluator.textsOf(one)) };
    } else if (access.name.text === "default") fact = { ...fact, default: evaluator.textOf(first) };
    else if (access.name.text === "makeOptionMandatory") fact = { ...fact, required: true };
    node = access.parent;
  }
}
