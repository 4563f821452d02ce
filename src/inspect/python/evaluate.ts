import { assumedOf } from "../syntax/alternatives.ts";
import { Evaluation } from "../syntax/evaluation.ts";
import { childOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import { bindArguments } from "./bind.ts";
import { classOf } from "./call-sites.ts";
import { returnsOf } from "./classes.ts";
import { callExternal, callMethod } from "./known-calls.ts";
import { ofClass } from "./members.ts";
import { isTrue, numberOf, operated } from "./operators.ts";
import type { PythonProgram } from "./program.ts";
import { type Binding, parametersOf, scopeAround } from "./scopes.ts";
import { stringParts } from "./strings.ts";
import {
  BoundMethod,
  Definition,
  DictValue,
  External,
  Instance,
  ListValue,
  Module,
  PartialText,
  shown,
  type Value,
} from "./values.ts";

/** A function with more possibilities is no helper that makes a name. */
export const MOST_RETURNS = 3;

/** Evaluates expressions of a program; what is of no package or module of it is `External`. */
export class Evaluator extends Evaluation<Value> {
  readonly program: PythonProgram;

  constructor(program: PythonProgram) {
    super();
    this.program = program;
  }

  protected valueOf(node: SyntaxNode): Value | undefined {
    switch (node.type) {
      case "String":
      case "FormatString":
      case "ContinuedString":
        return this.#string(node);
      case "Number":
        return numberOf(textOf(node));
      case "Boolean":
        return textOf(node) === "True";
      case "None":
        return null;
      case "VariableName":
        return this.#name(node);
      case "ParenthesizedExpression":
      case "AwaitExpression":
        return this.value(node.children.at(-1));
      case "NamedExpression":
        return this.value(node.children[2]);
      case "ArrayExpression":
      case "TupleExpression":
      case "SetExpression":
        return this.#list(node);
      case "DictionaryExpression":
        return this.#dict(node);
      case "MemberExpression":
        return this.#member(node);
      case "BinaryExpression":
        return this.#binary(node);
      case "UnaryExpression":
        return this.#unary(node);
      case "ConditionalExpression":
        return this.#conditional(node);
      case "CallExpression":
        return this.call(node);
      case "LambdaExpression":
      case "FunctionDefinition":
      case "ClassDefinition":
        return new Definition(node);
      default:
        return undefined;
    }
  }

  #string(node: SyntaxNode): Value {
    let isWhole = true;
    const texts = stringParts(node).map((part) => {
      if (typeof part === "string") return part;
      const value = this.value(part.children.find(({ type }) => type !== "{"));
      const text = value === null ? "None" : shown(value);
      if (text === null || value instanceof PartialText) isWhole = false;
      return text ?? `{${textOf(part).slice(1, -1)}}`;
    });
    return isWhole ? texts.join("") : new PartialText(texts.join(""));
  }

  #list(node: SyntaxNode): ListValue {
    const items: (Value | undefined)[] = [];
    node.children.forEach((child, index) => {
      if (child.type === "*") return;
      const value = this.value(child);
      if (node.children[index - 1]?.type !== "*") items.push(value);
      else if (value instanceof ListValue) items.push(...value.items);
    });
    return new ListValue(items);
  }

  #dict(node: SyntaxNode): DictValue {
    const entries = new Map<string, Value | undefined>();
    const parts = node.children.filter(({ type }) => type !== ":");
    for (let index = 0; index < parts.length; index += 2) {
      const value = this.value(parts[index + 1]);
      if (parts[index]!.type === "**") {
        if (value instanceof DictValue) for (const [key, one] of value.entries) entries.set(key, one);
        continue;
      }
      const key = shown(this.value(parts[index]));
      if (key !== null) entries.set(key, value);
    }
    return new DictValue(entries);
  }

  #name(node: SyntaxNode): Value | undefined {
    const name = textOf(node);
    const binding = this.bindingOf(name, node);
    if (binding !== null) return this.#bound(binding, name);
    const { scopes } = this.program.moduleOf(node);
    for (const imported of scopes.starImports) {
      const module = this.program.modules.get(imported);
      if (module === undefined) continue;
      const found = module.scopes.of.get(module.root)?.get(name)?.at(-1);
      if (found !== undefined) return this.#bound(found, name);
    }
    return new External(name);
  }

  /** What gives a name its value at a place. */
  bindingOf(name: string, at: SyntaxNode): Binding | null {
    const { scopes } = this.program.moduleOf(at);
    let scope = scopeAround(at);
    for (let isOwn = true; ; isOwn = false) {
      const isVisible = isOwn || scope.type !== "ClassDefinition";
      const all = isVisible ? scopes.of.get(scope)?.get(name) : undefined;
      const usable = all?.filter((one) => !isWithin(at, one));
      if (usable !== undefined && usable.length > 0) {
        const before = isOwn ? usable.findLast((one) => one.at.from <= at.from) : undefined;
        return before ?? usable.at(-1)!;
      }
      if (scope.parent === null) return null;
      scope = scopeAround(scope);
    }
  }

  #bound(binding: Binding, name: string): Value | undefined {
    switch (binding.kind) {
      case "import":
        return this.#imported(binding.module, binding.attribute);
      case "function":
      case "class":
        return new Definition(binding.at);
      case "value": {
        const value = this.value(binding.value);
        if (binding.index === null) return value;
        return value instanceof ListValue ? value.items[binding.index] : undefined;
      }
      case "parameter":
        return this.#parameter(binding.at, name);
      case "loop":
        return this.assumptionOf(binding.at)?.get(name);
    }
  }

  #parameter(owner: SyntaxNode, name: string): Value | undefined {
    const ownClass = classOf(owner);
    const isSelf = ownClass !== null && parametersOf(owner)[0]?.name === name;
    if (isSelf && assumedOf(this.assumed, owner) === undefined) return new Definition(ownClass);
    return this.assumptionOf(owner)?.get(name);
  }

  #imported(moduleName: string, attribute: string | null): Value | undefined {
    const module = this.program.modules.get(moduleName);
    if (attribute === null) return module === undefined ? new External(moduleName) : new Module(module);
    if (module !== undefined) return this.#ofModule(module.name, attribute);
    return new External(`${moduleName}.${attribute}`);
  }

  #ofModule(moduleName: string, attribute: string): Value | undefined {
    const module = this.program.modules.get(moduleName)!;
    const binding = module.scopes.of.get(module.root)?.get(attribute)?.at(-1);
    if (binding !== undefined) {
      const isItself = binding.kind === "import" && binding.module === moduleName;
      if (!isItself) return this.deeper(() => this.#bound(binding, attribute));
    }
    const below = this.program.modules.get(`${moduleName}.${attribute}`);
    if (below !== undefined) return new Module(below);
    for (const imported of module.scopes.starImports) {
      const from = this.program.modules.get(imported);
      if (from?.scopes.of.get(from.root)?.has(attribute)) return this.#ofModule(imported, attribute);
    }
    return undefined;
  }

  #member(node: SyntaxNode): Value | undefined {
    const object = this.value(node.children[0]);
    const property = childOf(node, "PropertyName");
    if (property !== undefined) return this.memberOf(object, textOf(property));
    const key = this.value(node.children[1]);
    if (object instanceof DictValue) return object.entries.get(shown(key) ?? "");
    if (object instanceof ListValue && typeof key === "number") return object.items.at(key);
    return undefined;
  }

  /** `object.name`. */
  memberOf(object: Value | undefined, name: string): Value | undefined {
    if (object instanceof External) return new External(`${object.path}.${name}`);
    if (object instanceof Module) return this.#ofModule(object.module.name, name);
    if (object instanceof Definition) {
      if (object.node.type === "ClassDefinition") return ofClass(this, object.node, name, null);
      return name === "__name__" ? textOf(childOf(object.node, "VariableName") ?? object.node) : undefined;
    }
    if (object instanceof Instance && object.of instanceof Definition) {
      return ofClass(this, object.of.node, name, object) ?? new BoundMethod(object, name);
    }
    if (typeof object === "string" && name === "value") return object;
    return object === undefined || object === null ? undefined : new BoundMethod(object, name);
  }

  #binary(node: SyntaxNode): Value | undefined {
    const [first, operator, second] = node.children;
    if (operator === undefined || second === undefined) return undefined;
    const left = this.value(first);
    const sign = textOf(operator);
    if (sign === "or") return left === undefined || !isTrue(left) ? this.value(second) : left;
    if (sign === "and") return left === undefined || isTrue(left) ? this.value(second) : left;
    const right = this.value(second);
    return operated(left, sign, right);
  }

  #unary(node: SyntaxNode): Value | undefined {
    const [sign, operand] = node.children;
    const value = this.value(operand);
    if (typeof value === "number" && textOf(sign!) === "-") return -value;
    if (typeof value === "boolean" && textOf(sign!) === "not") return !value;
    return undefined;
  }

  #conditional(node: SyntaxNode): Value | undefined {
    const [then, , test, , otherwise] = node.children;
    const known = this.value(test);
    if (known !== undefined && !(known instanceof Instance))
      return this.value(isTrue(known) ? then : otherwise);
    return this.value(this.assumptionOf(node)?.get("taken") === false ? otherwise : then);
  }

  /** The value of a CallExpression. */
  call(node: SyntaxNode): Value | undefined {
    const callee = this.value(node.children[0]);
    if (callee instanceof External) return callExternal(this, callee.path, node, this.assumed);
    if (callee instanceof BoundMethod) return callMethod(this, callee, node);
    if (!(callee instanceof Definition)) return undefined;
    if (callee.node.type === "ClassDefinition") return new Instance(callee, node, this.assumed);
    const result = this.#returned(callee.node, node);
    if (result === undefined) return undefined;
    const values = bindArguments(callee.node, node, (argument) => this.value(argument));
    return this.under({ owner: callee.node, values, before: this.assumed }, result);
  }

  /** What a call returns: of a few possibilities the one that is assumed. */
  #returned(definition: SyntaxNode, call: SyntaxNode): SyntaxNode | undefined {
    const all = returnsOf(definition);
    if (all.length < 2) return all[0];
    if (all.length > MOST_RETURNS) return undefined;
    const taken = this.assumptionOf(call)?.get("returned");
    return all[typeof taken === "number" ? taken : 0];
  }
}

/** A name within its own assignment is the one before it. */
function isWithin(at: SyntaxNode, { kind, at: statement }: Binding): boolean {
  return kind === "value" && statement.from <= at.from && at.to <= statement.to && statement.file === at.file;
}
