import type { EnvironmentRead } from "../merge-environment.ts";
import { ancestorOf, childOf, descendants, placeOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf } from "./call-sites.ts";
import { madeBy } from "./paths.ts";
import { whenMissing } from "./required.ts";
import { parametersOf } from "./scopes.ts";
import { External, ListValue, shown, type Value } from "./values.ts";

/** Functions that read a variable by its name: the name first, then a default or `default=`. */
const READERS = new Set([
  "os.getenv",
  "os.getenvb",
  "os.environ.get",
  "os.environ.pop",
  "os.environ.setdefault",
  "os.environ.__getitem__",
  "decouple.config",
]);

/** Classes whose instances read variables: called themselves, or by a method for each type. */
const READING_CLASSES = new Set([
  "environs.Env",
  "environs.FileAwareEnv",
  "environ.Env",
  "environ.FileAwareEnv",
  "decouple.Config",
  "decouple.AutoConfig",
  "starlette.config.Config",
]);

/** Of these readers a name without a default stops the program. */
const STRICT = /^(?:decouple|environs|environ|starlette)\./;

/** Variables that the code reads by functions; see `settings.ts` for those of classes. */
export function environmentReads(analysis: Analysis): EnvironmentRead[] {
  const reads: EnvironmentRead[] = [];
  for (const { root } of analysis.program.modules.values()) {
    for (const node of descendants(root)) {
      if (node.type === "CallExpression") reads.push(...readsOfCall(analysis, node));
      else if (node.type === "Decorator") reads.push(...readsOfOption(analysis, node));
      else if (node.type === "MemberExpression") reads.push(...readsOfSubscript(analysis, node));
      else if (node.type === "BinaryExpression") reads.push(...readsOfTest(analysis, node));
    }
  }
  return reads;
}

function readsOfCall(analysis: Analysis, call: SyntaxNode): EnvironmentRead[] {
  const callee = call.children[0]!;
  const { positional, keywords } = argumentsOf(call);
  const options = readsOfOption(analysis, call);
  if (options.length > 0) return options;
  const reader = readerOf(analysis, callee);
  const named = positional[0] ?? keywords.get("key");
  if (reader === null || named === undefined) return [];
  const missing = whenMissing(call);
  const fallback = positional[1] ?? keywords.get("default");
  const otherwise = fallback ?? orElse(call) ?? handedBack(call);
  const isStrict = STRICT.test(reader) && fallback === undefined;
  return [...analysis.values(named, otherwise)].flatMap(([name, value]) =>
    namesOf(name).map((one) => ({
      name: one,
      required: (missing.stops || isStrict) && (otherwise === undefined || isEmpty(value)),
      default: shown(value) || null,
      message: missing.message,
      place: placeOf(call),
    })),
  );
}

/** The full name of the function that reads, where it is one. */
function readerOf(analysis: Analysis, callee: SyntaxNode): string | null {
  const value = analysis.value(callee);
  if (value instanceof External) return READERS.has(value.path) ? value.path : null;
  const object = callee.type === "MemberExpression" ? callee.children[0] : callee;
  const made = madeBy(analysis, analysis.value(object)).find((path) => READING_CLASSES.has(path));
  if (made !== undefined) {
    const method = callee.type === "MemberExpression" ? textOf(callee.children.at(-1)!) : "";
    return /^(?:read_env|prefixed|seal|dump|add_parser)$/.test(method) ? null : made;
  }
  // An environment that is handed over: `def load(env): env.get("X")`.
  if (!isEnvironmentName(object) || !/\.(?:get|getenv)$/.test(textOf(callee))) return null;
  for (const [given] of analysis.values(object)) {
    if (given instanceof External && given.path === "os.environ") return "os.environ.get";
  }
  return null;
}

function isEnvironmentName(node: SyntaxNode | undefined): boolean {
  return node !== undefined && /^(?:self\.)?_?env(?:iron|ironment)?(?:_vars)?$/.test(textOf(node));
}

/** click's and typer's `envvar="X"`, or several; configargparse's `env_var`. */
function readsOfOption(analysis: Analysis, call: SyntaxNode): EnvironmentRead[] {
  const { keywords } = argumentsOf(call);
  const envvar = keywords.get("envvar") ?? keywords.get("env_var");
  if (envvar === undefined) return [];
  const read = [
    ...analysis.values(envvar, keywords.get("default"), keywords.get("help"), keywords.get("required")),
  ];
  return read.flatMap(([names, value, help, required]) =>
    namesOf(names).map((name) => ({
      name,
      required: required === true,
      default: shown(value) || null,
      message: shown(help),
      place: placeOf(call),
      ...(keywords.has("hide_input") ? { secret: true } : {}),
    })),
  );
}

function namesOf(value: Value | undefined): string[] {
  if (typeof value === "string") return [value];
  return value instanceof ListValue ? value.items.filter((item) => typeof item === "string") : [];
}

/** `os.environ["X"]`, where it is read. */
function readsOfSubscript(analysis: Analysis, node: SyntaxNode): EnvironmentRead[] {
  const [object, key] = node.children;
  if (object === undefined || key === undefined || key.type === "." || isWritten(node)) return [];
  if (!/env/i.test(textOf(object))) return [];
  const value = analysis.value(object);
  if (!(value instanceof External) || value.path !== "os.environ") return [];
  const isGuarded = isInTry(node) || isUnderTest(node);
  return [...analysis.values(key)].flatMap(([name]) =>
    namesOf(name).map((one) => ({
      name: one,
      required: !isGuarded,
      default: null,
      message: null,
      place: placeOf(node),
    })),
  );
}

/** `"X" in os.environ`. */
function readsOfTest(analysis: Analysis, node: SyntaxNode): EnvironmentRead[] {
  const [name, sign] = node.children;
  const object = node.children.at(-1)!;
  if (name === undefined || (sign?.type !== "in" && sign?.type !== "not") || !/env/i.test(textOf(object)))
    return [];
  const value = analysis.value(object);
  if (!(value instanceof External) || value.path !== "os.environ") return [];
  const missing = sign.type === "not" ? stopsUnder(node) : false;
  return [...analysis.values(name)].flatMap(([one]) =>
    namesOf(one).map((text) => ({
      name: text,
      required: missing,
      default: null,
      message: null,
      place: placeOf(node),
    })),
  );
}

/** `os.getenv("X") or "default"`. */
function orElse(call: SyntaxNode): SyntaxNode | undefined {
  const { parent } = call;
  if (parent?.type !== "BinaryExpression" || parent.children[0] !== call) return undefined;
  return parent.children[1]?.type === "or" ? parent.children[2] : undefined;
}

/** What a helper gives where there is no value: `def env_int(name, default)`, whose end is `return default`. */
function handedBack(call: SyntaxNode): SyntaxNode | undefined {
  const around = ancestorOf(call, "FunctionDefinition", "ClassDefinition", "Script");
  if (around?.type !== "FunctionDefinition") return undefined;
  const parameter = parametersOf(around).find(({ name }) => /^(?:default|fallback)/.test(name));
  if (parameter === undefined) return undefined;
  return [...descendants(around)].find(
    (node) =>
      node.type === "VariableName" &&
      textOf(node) === parameter.name &&
      node.parent?.type === "ReturnStatement",
  );
}

function isEmpty(value: Value | undefined): boolean {
  return value === null || value === "";
}

function isWritten(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === "DeleteStatement") return true;
  if (parent?.type !== "AssignStatement" && parent?.type !== "UpdateStatement") return false;
  return parent.children.at(-1) !== node;
}

function isInTry(node: SyntaxNode): boolean {
  const around = ancestorOf(node, "TryStatement", "FunctionDefinition", "Script");
  if (around?.type !== "TryStatement") return false;
  const handlers = around.children.slice(2);
  const catches = around.children.some(({ type }) => type === "except");
  return catches && !handlers.some((part) => part.type === "Body" && stopsIn(part));
}

function isUnderTest(node: SyntaxNode): boolean {
  const test = ancestorOf(node, "IfStatement", "ConditionalExpression", "FunctionDefinition", "Script");
  if (test === null || !/If|Conditional/.test(test.type)) return false;
  const key = textOf(node.children[1]!);
  const condition = test.type === "IfStatement" ? test.children[1] : test.children[2];
  return condition !== undefined && textOf(condition).includes(key);
}

function stopsUnder(test: SyntaxNode): boolean {
  const statement = ancestorOf(test, "IfStatement", "FunctionDefinition", "Script");
  const body = statement?.type === "IfStatement" ? childOf(statement, "Body") : undefined;
  return body !== undefined && stopsIn(body);
}

function stopsIn(body: SyntaxNode): boolean {
  return body.children.some(
    (one) => one.type === "RaiseStatement" || /^(?:sys\.exit|exit)\(/.test(textOf(one)),
  );
}
