import type { FlagFact } from "../facts.ts";
import { ancestorOf, childrenOf, descendants, placeOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calledName, decoratorName, decoratorsOf } from "./call-sites.ts";
import { type Parameter, parametersOf } from "./scopes.ts";
import { Definition, External, ListValue, shown, type Value } from "./values.ts";

/** The flags of a server: of argparse, click, typer and fire, and those that it looks for by itself. */
export function flagsOf(analysis: Analysis): FlagFact[] {
  const flags: FlagFact[] = [];
  for (const { root } of analysis.program.modules.values()) {
    for (const node of descendants(root)) {
      if (node.type === "CallExpression") flags.push(...ofCall(analysis, node));
      else if (node.type === "Decorator") flags.push(...ofDecorator(analysis, node));
      else if (node.type === "BinaryExpression") flags.push(...ofComparison(analysis, node));
    }
  }
  return flags;
}

function ofCall(analysis: Analysis, call: SyntaxNode): FlagFact[] {
  switch (calledName(call)) {
    case "add_argument":
      return ofOption(analysis, call, /^(?:store_(?:true|false|const)|count|version|help|append_const)$/);
    // fire's and typer's functions are their command line.
    case "Fire":
    case "run": {
      const path = analysis.value(call.children[0]);
      const isOwn = path instanceof External && /^(?:fire\.Fire|typer\.run)$/.test(path.path);
      const given = isOwn ? analysis.value(argumentsOf(call).positional[0]) : undefined;
      return given instanceof Definition ? ofFunction(analysis, given.node) : [];
    }
    default:
      return [];
  }
}

/** `@click.option(…)`, and typer's `@app.command()`. */
function ofDecorator(analysis: Analysis, decorator: SyntaxNode): FlagFact[] {
  const name = decoratorName(decorator);
  if (/(?:^|\.)option$/.test(name)) return ofOption(analysis, decorator, /^$/);
  const definition = decorator.parent?.children.at(-1);
  const isCommand = /\.(?:command|callback)$/.test(name) && definition?.type === "FunctionDefinition";
  if (
    !isCommand ||
    decoratorsOf(definition).some((one) => /(?:^|\.)(?:option|argument)$/.test(decoratorName(one)))
  )
    return [];
  // click's own commands have no other flags than their options.
  return /^click\./.test(name) ? [] : ofFunction(analysis, definition);
}

/** A call that has a flag's names as its arguments. */
function ofOption(analysis: Analysis, call: SyntaxNode, withoutValue: RegExp): FlagFact[] {
  const { positional, keywords } = argumentsOf(call);
  const found: FlagFact[] = [];
  const said = (name: string) => shown(analysis.value(keywords.get(name)));
  const isSwitch =
    withoutValue.test(said("action") ?? "none") ||
    /BooleanOptionalAction$/.test(keywords.has("action") ? textOf(keywords.get("action")!) : "") ||
    said("is_flag") === "True" ||
    said("count") === "True" ||
    said("nargs") === "0";
  for (const names of analysis.values(...positional)) {
    const given = (names as readonly (Value | undefined)[]).filter((one) => typeof one === "string");
    const own = given.flatMap((one) => one.split("/")).filter((one) => one.startsWith("-"));
    const long = own.find((one) => one.startsWith("--")) ?? own[0];
    if (long === undefined) continue;
    found.push({
      name: long,
      short: own.find((one) => /^-[^-]$/.test(one) && one !== long) ?? null,
      // `--x/--no-x` is a switch of click.
      takesValue: !isSwitch && !given.some((one) => one.includes("/--")),
      required: said("required") === "True",
      default: said("default") || null,
      description: said("help"),
      choices: choicesOf(analysis, keywords.get("choices") ?? keywords.get("type")),
      places: [placeOf(call)],
    });
  }
  return found;
}

/** `["a", "b"]`, `click.Choice(["a", "b"])`, `Literal["a", "b"]`. */
function choicesOf(analysis: Analysis, node: SyntaxNode | undefined): string[] {
  if (node === undefined) return [];
  if (node.type === "CallExpression" && calledName(node) === "Choice") {
    return choicesOf(analysis, argumentsOf(node).positional[0]);
  }
  if (node.type === "MemberExpression" && /^(?:typing\.)?Literal\[/.test(textOf(node))) {
    return node.children.slice(1).flatMap((one) => shown(analysis.value(one)) ?? []);
  }
  const value = analysis.value(node);
  return value instanceof ListValue ? value.items.flatMap((item) => shown(item) ?? []) : [];
}

/** The parameters of a function that is a command line by itself, as typer and fire take them. */
function ofFunction(analysis: Analysis, definition: SyntaxNode): FlagFact[] {
  return parametersOf(definition).flatMap((parameter) => {
    if (parameter.star !== "" || /^(?:self|cls|ctx|context)$/.test(parameter.name)) return [];
    const option = optionOf(parameter);
    const isArgument = option !== null && calledName(option) === "Argument";
    const hasDefault = parameter.default !== null;
    if (isArgument || (option === null && !hasDefault)) return [];
    const { positional, keywords } =
      option === null ? { positional: [], keywords: new Map() } : argumentsOf(option);
    const texts = positional.map((one) => analysis.value(one));
    const names = texts.filter((one) => typeof one === "string" && one.startsWith("-")) as string[];
    const given = names.flatMap((one) => one.split("/"));
    const isInAnnotation = option !== null && option !== parameter.default;
    const fallback = option === null || isInAnnotation ? parameter.default : positional[0];
    const value = fallback === null || fallback === undefined ? undefined : analysis.value(fallback);
    const kind = parameter.annotation === null ? "" : textOf(parameter.annotation);
    const isSwitch = typeof value === "boolean" || /\bbool\b/.test(kind);
    const isRequired = fallback === undefined || fallback === null || textOf(fallback) === "...";
    return [
      {
        name: given.find((one) => one.startsWith("--")) ?? `--${parameter.name.replaceAll("_", "-")}`,
        short: given.find((one) => /^-[^-]$/.test(one)) ?? null,
        takesValue: !isSwitch,
        required: isRequired && !isSwitch,
        default: names.includes(String(value)) ? null : shown(value) || null,
        description: shown(analysis.value(keywords.get("help"))),
        choices: parameter.annotation === null ? [] : choicesOf(analysis, annotated(parameter.annotation)),
        places: [placeOf(definition)],
      },
    ];
  });
}

/** The `typer.Option(…)` of a parameter. */
function optionOf({ annotation, default: value }: Parameter): SyntaxNode | null {
  const isOption = (node: SyntaxNode) =>
    node.type === "CallExpression" && /^(?:Option|Argument)$/.test(calledName(node) ?? "");
  if (value !== null && isOption(value)) return value;
  return annotation === null ? null : (childrenOf(annotation, "CallExpression").find(isOption) ?? null);
}

/** `T` of `Annotated[T, …]`. */
function annotated(annotation: SyntaxNode): SyntaxNode {
  return /^(?:typing\.)?Annotated\[/.test(textOf(annotation))
    ? (annotation.children[1] ?? annotation)
    : annotation;
}

/** `"--flag" in sys.argv`, `sys.argv[1] == "--flag"`. */
function ofComparison(analysis: Analysis, node: SyntaxNode): FlagFact[] {
  const [first, sign] = node.children;
  const last = node.children.at(-1)!;
  if (first === undefined || sign === undefined || !/^(?:in|==|!=|not)$/.test(textOf(sign))) return [];
  return [
    [first, last],
    [last, first],
  ].flatMap(([text, other]) => {
    if (text!.type !== "String" || !isOfArguments(analysis, other!)) return [];
    const name = analysis.value(text);
    if (typeof name !== "string" || !/^--?[a-z][\w-]*$/i.test(name)) return [];
    return [
      {
        name,
        short: null,
        takesValue: false,
        required: false,
        default: null,
        description: null,
        choices: [],
        places: [placeOf(node)],
      },
    ];
  });
}

function isOfArguments(analysis: Analysis, node: SyntaxNode): boolean {
  const base = node.type === "MemberExpression" && node.children[1]?.type !== "." ? node.children[0]! : node;
  const value = analysis.value(base);
  if (value instanceof External && value.path === "sys.argv") return true;
  if (node.type !== "VariableName") return false;
  // A loop's variable over them.
  const loop = ancestorOf(node, "ForStatement", "FunctionDefinition", "Script");
  return loop?.type === "ForStatement" && /\bsys\.argv\b/.test(textOf(loop).split(":")[0]!);
}
