import type { SyntaxNode } from "../syntax/node.ts";
import { argumentsOf, classOf } from "./call-sites.ts";
import { parametersOf } from "./scopes.ts";
import { DictValue, type Value } from "./values.ts";

/** The parameters of a function as a call gives them, by name; a parameter that is not known is there as undefined. */
export function bindArguments(
  definition: SyntaxNode,
  call: SyntaxNode,
  value: (argument: SyntaxNode) => Value | undefined,
): ReadonlyMap<string, Value | undefined> {
  const { positional, keywords, spread } = argumentsOf(call);
  const isMethod = classOf(definition) !== null && !isStatic(definition);
  const parameters = parametersOf(definition).slice(isMethod ? 1 : 0);
  const given = new Map<string, Value | undefined>();
  for (const one of spread) {
    const entries = value(one);
    if (entries instanceof DictValue) for (const [name, each] of entries.entries) given.set(name, each);
  }
  const values = new Map<string, Value | undefined>();
  parameters.forEach((parameter, index) => {
    if (parameter.star !== "") return;
    const argument = keywords.get(parameter.name) ?? (parameter.keywordOnly ? undefined : positional[index]);
    if (argument !== undefined) values.set(parameter.name, value(argument));
    else if (given.has(parameter.name)) values.set(parameter.name, given.get(parameter.name));
    else if (parameter.default !== null) values.set(parameter.name, value(parameter.default));
    else values.set(parameter.name, undefined);
  });
  return values;
}

function isStatic(definition: SyntaxNode): boolean {
  const { parent } = definition;
  return parent?.type === "DecoratedStatement" && parent.file.text.startsWith("@staticmethod", parent.from);
}
