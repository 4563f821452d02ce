import { descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import { bindArguments } from "./bind.ts";
import { argumentsOf } from "./call-sites.ts";
import { bodyOf, returnsOf } from "./classes.ts";
import type { Evaluator } from "./evaluate.ts";
import { Definition, type Instance, type Value } from "./values.ts";

/** `Class.name`, or `name` of an instance: what its methods set, its call gives, its body says, or what it comes from has. */
export function ofClass(
  evaluator: Evaluator,
  definition: SyntaxNode,
  name: string,
  instance: Instance | null,
): Value | undefined {
  const body = bodyOf(definition);
  const attribute = body.attributes.get(name);
  if (attribute !== undefined) {
    const init = body.methods.get("__init__");
    if (instance === null || init === undefined) return evaluator.value(attribute);
    const values = bindArguments(init, instance.call, (arg) => evaluator.under(instance.assumed, arg));
    return evaluator.under({ owner: init, values, before: instance.assumed }, attribute);
  }
  const given = instance === null ? undefined : argumentsOf(instance.call).keywords.get(name);
  if (given !== undefined) return evaluator.under(instance!.assumed, given);
  const field = body.fields.find((one) => one.name === name);
  if (field?.value) return evaluator.value(field.value);
  const method = body.methods.get(name);
  if (method !== undefined) {
    const isProperty = /^\s*@(?:\w+\.)*(?:cached_)?property\b/.test(textOf(method.parent!));
    return isProperty ? evaluator.value(returnsOf(method)[0]) : new Definition(method);
  }
  const inner = body.classes.get(name);
  if (inner !== undefined) return new Definition(inner);
  for (const base of argumentsOf(definition).positional) {
    const found = evaluator.value(base);
    if (found instanceof Definition && found.node.type === "ClassDefinition" && found.node !== definition) {
      const value = inherited(evaluator, definition, found.node, name, instance);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

/** What a class has of another: where that sets it from what it is made with, as this one makes it. */
function inherited(
  evaluator: Evaluator,
  definition: SyntaxNode,
  base: SyntaxNode,
  name: string,
  instance: Instance | null,
): Value | undefined {
  const init = bodyOf(base).methods.get("__init__");
  const attribute = bodyOf(base).attributes.get(name);
  const own = bodyOf(definition).methods.get("__init__");
  const call = own === undefined ? undefined : superCall(own);
  if (init === undefined || attribute === undefined || call === undefined) {
    return ofClass(evaluator, base, name, instance);
  }
  const values = bindArguments(init, call, (argument) => evaluator.value(argument));
  return evaluator.under({ owner: init, values, before: evaluator.assumed }, attribute);
}

/** `super().__init__(…)` in a constructor. */
function superCall(init: SyntaxNode): SyntaxNode | undefined {
  for (const node of descendants(init)) {
    if (node.type === "CallExpression" && /^super\(.*\)\.__init__$/.test(textOf(node.children[0]!)))
      return node;
  }
  return undefined;
}
