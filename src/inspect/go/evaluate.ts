import { Evaluation } from "../syntax/evaluation.ts";
import { childOf, childrenOf, descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import { argumentsOf, bindArguments, calleeOf } from "./calls.ts";
import { callExternal } from "./known-calls.ts";
import { literal } from "./literals.ts";
import { type Binding, functionAround } from "./names.ts";
import type { GoProgram } from "./program.ts";
import {
  Definition,
  DictValue,
  External,
  ListValue,
  Package,
  PartialText,
  shown,
  type Value,
} from "./values.ts";

/** Evaluates expressions of a program; what is of no package or module of it is `External`. */
export class Evaluator extends Evaluation<Value> {
  readonly program: GoProgram;

  constructor(program: GoProgram) {
    super();
    this.program = program;
  }

  protected valueOf(node: SyntaxNode): Value | undefined {
    switch (node.type) {
      case "String":
        return literal(node) ?? undefined;
      case "Number":
        return numberOf(textOf(node));
      case "Bool":
        return textOf(node) === "true";
      case "Nil":
        return null;
      case "VariableName":
        return this.#name(node);
      case "ParenthesizedExpr":
      case "Conversion":
        return this.value(node.children.at(-1));
      case "ParameterizedExpr":
        return this.value(node.children[0]);
      case "UnaryExp":
        return this.#unary(node);
      case "BinaryExp":
        return this.#binary(node);
      case "SelectorExpr":
        return this.#selector(node);
      case "IndexExpr":
        return this.#index(node);
      case "TypedLiteral":
        return this.#composite(node.children[0]!, childOf(node, "LiteralValue")!);
      case "CallExpr":
        return this.#call(node);
      case "FunctionLiteral":
        return new Definition(node);
      default:
        return undefined;
    }
  }

  #name(node: SyntaxNode): Value | undefined {
    const name = textOf(node);
    const file = this.program.fileOf(node);
    const binding = this.#bindingOf(name, node) ?? file.package.names.get(name);
    if (binding !== undefined) return this.#bound(binding, name);
    const imported = file.imports.get(name);
    if (imported === undefined) return new External(name);
    const own = this.program.packages.get(imported);
    return own === undefined ? new External(imported.replace(/\/v\d+$/, "")) : new Package(own);
  }

  /** What gives a name its value within the functions around its use. */
  #bindingOf(name: string, at: SyntaxNode): Binding | undefined {
    const { names } = this.program.fileOf(at);
    for (let scope = functionAround(at); scope.parent !== null; scope = functionAround(scope)) {
      const all = names.get(scope)?.get(name);
      const usable = all?.filter((one) => one.kind !== "value" || !isWithin(at, one.at));
      const found = usable?.findLast((one) => one.at.from <= at.from) ?? usable?.[0];
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #bound(binding: Binding, name: string): Value | undefined {
    switch (binding.kind) {
      case "function":
      case "type":
        return new Definition(binding.at);
      case "value": {
        // Of several results the first is the value, the others tell whether there is one.
        if (binding.index !== null && binding.index > 0) return undefined;
        return this.value(binding.value);
      }
      case "parameter":
        return this.assumptionOf(binding.at)?.get(name);
      case "round":
        return this.assumptionOf(binding.at)?.get(binding.isKey ? `key ${name}` : name);
    }
  }

  #selector(node: SyntaxNode): Value | undefined {
    const object = this.value(node.children[0]);
    const name = textOf(childOf(node, "FieldName") ?? node);
    if (object instanceof External) return new External(`${object.path}.${name}`);
    if (object instanceof DictValue) return object.entries.get(name);
    if (!(object instanceof Package)) return undefined;
    const binding = object.package.names.get(name);
    return binding === undefined ? undefined : this.#bound(binding, name);
  }

  #index(node: SyntaxNode): Value | undefined {
    const object = this.value(node.children[0]);
    const key = this.value(node.children[1]);
    if (object instanceof DictValue) return object.entries.get(shown(key) ?? "");
    if (object instanceof ListValue && typeof key === "number") return object.items[key];
    return undefined;
  }

  #unary(node: SyntaxNode): Value | undefined {
    const [sign, operand] = node.children;
    const value = this.value(operand);
    if (textOf(sign!) === "-" && typeof value === "number") return -value;
    if (textOf(sign!) === "!") return typeof value === "boolean" ? !value : undefined;
    return value;
  }

  #binary(node: SyntaxNode): Value | undefined {
    const [first, sign, second] = node.children;
    if (sign === undefined || second === undefined) return undefined;
    const [left, right] = [this.value(first), this.value(second)];
    if (textOf(sign) === "+" && typeof left === "string" && typeof right === "string") return left + right;
    if (typeof left === "number" && typeof right === "number") return arithmetic(left, textOf(sign), right);
    const isText = [left, right].some((one) => typeof one === "string" || one instanceof PartialText);
    if (textOf(sign) !== "+" || !isText) return durationOf(node);
    return new PartialText(`${shown(left) ?? "{…}"}${shown(right) ?? "{…}"}`);
  }

  /** `[]string{"a"}`, `map[string]string{"a": "b"}`, `Tool{Name: "a"}`. */
  #composite(type: SyntaxNode, body: SyntaxNode): Value {
    const elements = childrenOf(body, "Element");
    if (type.type === "SliceType" || type.type === "ArrayType") {
      const inner = type.children.at(-1)!;
      return new ListValue(elements.map((element) => this.#element(inner, element)));
    }
    const entries = new Map<string, Value | undefined>();
    const isMap = type.type === "MapType";
    const fields = isMap ? [] : this.#fieldsOf(type);
    elements.forEach((element, index) => {
      const key = childOf(element, "Key")?.children[0];
      const name = key === undefined ? fields[index] : isMap ? shown(this.value(key)) : textOf(key);
      if (name === undefined || name === null) return;
      entries.set(name, this.#element(isMap ? type.children.at(-1)! : null, element));
    });
    return new DictValue(entries);
  }

  #element(type: SyntaxNode | null, element: SyntaxNode): Value | undefined {
    const value = element.children.at(-1)!;
    if (value.type !== "LiteralValue") return this.value(value);
    return type === null ? undefined : this.#composite(type, value);
  }

  /** The names of a struct's fields, in order. */
  #fieldsOf(type: SyntaxNode): string[] {
    if (type.type === "PointerType") return this.#fieldsOf(type.children.at(-1)!);
    if (type.type === "TypeName") {
      const binding = this.program.fileOf(type).package.names.get(textOf(type));
      const named = binding?.kind === "type" ? binding.at.children.at(-1) : undefined;
      return named?.type === "StructType" ? this.#fieldsOf(named) : [];
    }
    const body = type.type === "StructType" ? childOf(type, "StructBody") : undefined;
    return childrenOf(body ?? type, "FieldDecl").flatMap((field) =>
      childrenOf(field, "FieldName").map((name) => textOf(name)),
    );
  }

  #call(node: SyntaxNode): Value | undefined {
    const callee = this.value(calleeOf(node));
    const args = argumentsOf(node);
    if (callee instanceof External) return callExternal(this, callee.path, args) ?? this.#translated(args);
    if (callee instanceof Definition) {
      if (callee.node.type === "TypeSpec") return this.value(args[0]);
      const result = onlyReturn(callee.node);
      if (result === null) return undefined;
      const values = bindArguments(callee.node, node, (argument) => this.value(argument));
      return this.under({ owner: callee.node, values, before: this.assumed }, result);
    }
    return this.#translated(args);
  }

  /** A function that is handed over and is given a key and a text, as those are that translate, gives the text. */
  #translated(args: readonly SyntaxNode[]): Value | undefined {
    const [key, text] = args;
    if (args.length !== 2 || !/^[A-Z][A-Z\d_]+$/.test(literal(key) ?? "")) return undefined;
    return this.value(text);
  }
}

const returned = new WeakMap<SyntaxNode, SyntaxNode | null>();

/** What a function returns first, where it does so at one place. */
export function onlyReturn(definition: SyntaxNode): SyntaxNode | null {
  const known = returned.get(definition);
  if (known !== undefined) return known;
  const all = [...descendants(definition)].filter(
    (node) => node.type === "ReturnStatement" && functionAround(node) === definition,
  );
  const found = all.length === 1 ? (all[0]!.children[1] ?? null) : null;
  returned.set(definition, found);
  return found;
}

function isWithin(at: SyntaxNode, statement: SyntaxNode): boolean {
  return statement.file === at.file && statement.from <= at.from && at.to <= statement.to;
}

function numberOf(text: string): number | undefined {
  const value = Number(text.replaceAll("_", ""));
  return Number.isNaN(value) ? undefined : value;
}

function arithmetic(left: number, sign: string, right: number): number | undefined {
  const results: Readonly<Record<string, number>> = {
    "+": left + right,
    "-": left - right,
    "*": left * right,
    "<<": left * 2 ** right,
  };
  return results[sign];
}

/** `5 * time.Minute` is written as `5m`, as the flag package takes it. */
function durationOf(node: SyntaxNode): PartialText | undefined {
  const [, count, unit] = /^([\d_]+)\s*\*\s*time\.(Millisecond|Second|Minute|Hour)$/.exec(textOf(node)) ?? [];
  const signs: Readonly<Record<string, string>> = { Millisecond: "ms", Second: "s", Minute: "m", Hour: "h" };
  return count === undefined ? undefined : new PartialText(`${count}${signs[unit!]}`);
}
