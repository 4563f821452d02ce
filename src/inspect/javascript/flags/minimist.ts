import { ts } from "ts-morph";
import type { FlagFact } from "../../facts.ts";
import { declarationOf } from "../scopes.ts";
import { lastName, member, propertyName, walk } from "../syntax.ts";
import { type FlagReader, flag } from "./flag.ts";

/** minimist, mri and yargs-parser: flags are what is read of the result, and what `string`, `boolean`, `alias`, `default` name. */
export const minimist: FlagReader = (index, evaluator) =>
  ["minimist", "mri", "yargsParser", "parser"].flatMap((called) =>
    (index.calls.get(called) ?? []).flatMap((call): FlagFact[] => {
      const [argv, said] = call.arguments ?? [];
      if (argv === undefined || !/argv|args/i.test(argv.getText())) return [];
      const names = new Map<string, Partial<FlagFact>>();
      const options = said === undefined ? undefined : evaluator.objectOf(said);
      for (const kind of ["string", "boolean"] as const) {
        const list = options === undefined ? undefined : member(options, kind);
        const listed =
          list === undefined
            ? []
            : [
                ...evaluator.textsOf(list),
                ...evaluator.elementsOf(list).flatMap((one) => evaluator.textsOf(one)),
              ];
        for (const name of listed) names.set(name, { takesValue: kind === "string" });
      }
      const defaults = options === undefined ? undefined : member(options, "default");
      const table = defaults === undefined ? undefined : evaluator.objectOf(defaults);
      for (const property of table?.properties ?? []) {
        const name = ts.isPropertyAssignment(property) ? propertyName(property.name) : null;
        if (name === null || !ts.isPropertyAssignment(property)) continue;
        names.set(name, { ...names.get(name), default: evaluator.textOf(property.initializer) });
      }
      for (const name of readOf(call)) if (!names.has(name)) names.set(name, {});
      return [...names].map(([name, { takesValue = true, default: fallback = null }]) =>
        flag(name, call, { takesValue, default: fallback }),
      );
    }),
  );

/** The members of the result that are read where it is held. */
function readOf(call: ts.Node): string[] {
  const holder = call.parent;
  if (!ts.isVariableDeclaration(holder)) return [];
  if (ts.isObjectBindingPattern(holder.name)) {
    return holder.name.elements
      .flatMap((one) => propertyName(one.propertyName ?? one.name) ?? [])
      .filter((name) => name !== "_");
  }
  const names = new Set<string>();
  walk(call.getSourceFile(), (node) => {
    if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return;
    if (declarationOf(node.expression) === holder && lastName(node) !== "_") names.add(node.name.text);
  });
  return [...names];
}
