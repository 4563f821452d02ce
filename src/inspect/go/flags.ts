import type { FlagFact } from "../facts.ts";
import { childOf, placeOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calledName, calleeOf } from "./calls.ts";
import { structTag } from "./literals.ts";
import { functionAround, parametersOf } from "./names.ts";
import { External, shown, type Value } from "./values.ts";

/** What defines a flag in the flag package and in pflag: `String`, `StringVar`, `StringP`, `StringVarP` and so on. */
const DEFINES =
  /^(Bool|BoolFunc|Count|Duration|Float(?:32|64)|Func|Int(?:8|16|32|64)?|Uint(?:8|16|32|64)?|String|StringSlice|StringArray|StringToString|IntSlice|BoolSlice|DurationSlice|IP|Text|)(Var)?(P)?$/;

/** The flags of the flag package, of pflag and cobra, and of kong's and go-arg's structs. */
export function flagsOf(analysis: Analysis): FlagFact[] {
  const flags: FlagFact[] = [];
  const required = new Set<string>();
  const isTagged = [...analysis.calls.keys()].some((name) => /^(?:Parse|MustParse|Must)$/.test(name));
  for (const node of analysis.nodes()) {
    if (node.type === "CallExpr") {
      const name = calledName(node) ?? "";
      if (name === "MarkFlagRequired" || name === "MarkPersistentFlagRequired") {
        required.add(`--${shown(analysis.value(argumentsOf(node)[0]))}`);
      } else if (DEFINES.test(name) && isFlagSet(analysis, node))
        flags.push(...ofDefinition(analysis, node, name));
    } else if (node.type === "FieldDecl" && isTagged) flags.push(...ofTag(node));
  }
  return flags.map((flag) => (required.has(flag.name) ? { ...flag, required: true } : flag));
}

function ofDefinition(analysis: Analysis, call: SyntaxNode, called: string): FlagFact[] {
  const [, kind = "", isVariable, isShort] = DEFINES.exec(called)!;
  const args = argumentsOf(call).slice(isVariable === undefined ? 0 : 1);
  const isFunction = kind === "Func" || kind === "BoolFunc";
  const rest = args.slice(isShort === undefined ? 1 : 2);
  // `Var(&value, "name", "usage")` and `Func("name", "usage", f)` have no default.
  const hasDefault = kind !== "" && !isFunction && kind !== "Count";
  const [otherwise, usage] = hasDefault ? [rest[0], rest[1]] : [undefined, rest[0]];
  const found: FlagFact[] = [];
  for (const [name, short, value, help] of analysis.values(
    args[0],
    isShort === undefined ? undefined : args[1],
    otherwise,
    usage,
  )) {
    if (typeof name !== "string" || !/^[\w.-]+$/.test(name)) continue;
    const text = shown(value as Value | undefined);
    const isSwitch = /^(?:Bool|BoolFunc|Count)$/.test(kind);
    found.push({
      // The flag package takes one dash as it takes two, and pflag has no names of one letter.
      name: name.length === 1 ? `-${name}` : `--${name}`,
      short: typeof short === "string" && short !== "" ? `-${short}` : null,
      takesValue: !isSwitch,
      required: false,
      default: text === "" || (isSwitch && text === "false") ? null : text,
      description: shown(help as Value | undefined) || null,
      choices: [],
      places: [placeOf(call)],
    });
  }
  return found;
}

/** The package, a set of flags, or what gives a command's: `cmd.Flags()`. */
function isFlagSet(analysis: Analysis, call: SyntaxNode): boolean {
  const callee = calleeOf(call);
  if (callee.type !== "SelectorExpr") return false;
  const object = callee.children[0]!;
  if (object.type === "CallExpr")
    return /^(?:Persistent|Local|LocalNonPersistent|Inherited)?Flags$/.test(calledName(object) ?? "");
  for (const [value] of analysis.values(object)) {
    if (value instanceof External)
      return /^(?:flag|.*\/pflag)(?:\.CommandLine|\.NewFlagSet\(\))?$/.test(value.path);
  }
  if (object.type !== "VariableName") return false;
  const type = parametersOf(functionAround(call)).find(({ name }) => name === textOf(object))?.type;
  return type !== undefined
    ? /\bFlagSet$/.test(type)
    : /^(?:fs|flags|flagSet|fset)$/i.test(textOf(object)) && argumentsOf(call).length >= 3;
}

/** kong's `name:"x" help:"…"`, go-arg's `arg:"-x,--xx" help:"…"`. */
function ofTag(field: SyntaxNode): FlagFact[] {
  const tag = structTag(childOf(field, "String"));
  const help = tag.get("help") ?? null;
  const argument = tag.get("arg");
  const isKong = help !== null && argument === undefined && !tag.has("json") && !tag.has("cmd");
  if (
    !isKong &&
    (argument === undefined ||
      (/^(?:-|positional|subcommand)/.test(argument) === true && !argument.startsWith("-")))
  )
    return [];
  const words = (argument ?? "").split(",").map((word) => word.trim());
  const own = textOf(childOf(field, "FieldName") ?? field);
  const name = tag.get("name") ?? words.find((word) => word.startsWith("--"))?.slice(2) ?? kebab(own);
  const short = tag.get("short") ?? words.find((word) => /^-[^-]$/.test(word))?.slice(1) ?? null;
  const type = field.children.find(({ type }) => type === "TypeName");
  return [
    {
      name: `--${name}`,
      short: short === null ? null : `-${short}`,
      takesValue: type === undefined || textOf(type) !== "bool",
      required: tag.has("required") || words.includes("required"),
      default: tag.get("default") ?? null,
      description: help,
      choices: (tag.get("enum") ?? "").split(",").filter((word) => word !== ""),
      places: [placeOf(field)],
    },
  ];
}

function kebab(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, "$1-$2").toLowerCase();
}
