import type { Assumed } from "../syntax/alternatives.ts";
import type { SyntaxNode } from "../syntax/node.ts";
import { argumentsOf } from "./call-sites.ts";
import type { Evaluator } from "./evaluate.ts";
import { cleanDoc } from "./strings.ts";
import {
  type BoundMethod,
  DictValue,
  External,
  Instance,
  ListValue,
  PartialText,
  shown,
  type Value,
} from "./values.ts";

type Call = (evaluator: Evaluator, call: SyntaxNode) => Value | undefined;

const first: Call = (evaluator, call) => evaluator.value(argumentsOf(call).positional[0]);

const cleaned: Call = (evaluator, call) => {
  const value = first(evaluator, call);
  return typeof value === "string" ? cleanDoc(value) : value;
};

/** `os.getenv(name, default)`: the default is what it is when nobody says otherwise. */
const second: Call = (evaluator, call) => {
  const { positional, keywords } = argumentsOf(call);
  return evaluator.value(positional[1] ?? keywords.get("default"));
};

const field: Call = (evaluator, call) => {
  const { positional, keywords } = argumentsOf(call);
  return evaluator.value(keywords.get("default") ?? positional[0]);
};

const environment: Call = () => new External("os.environ");

/** `__import__("os")`. */
const imported: Call = (evaluator, call) => {
  const name = first(evaluator, call);
  return typeof name === "string" ? new External(name) : undefined;
};

/** `dict(a=1)`, `dict(os.environ)`. */
const dict: Call = (evaluator, call) => {
  const { positional, keywords } = argumentsOf(call);
  if (positional[0] !== undefined) return evaluator.value(positional[0]);
  return new DictValue(new Map([...keywords].map(([name, value]) => [name, evaluator.value(value)])));
};

/** What is called of other distributions, by its full name. */
const externals: Readonly<Record<string, Call>> = {
  str: first,
  int: first,
  float: first,
  bool: first,
  list: first,
  tuple: first,
  set: first,
  frozenset: first,
  sorted: first,
  dict,
  __import__: imported,
  "importlib.import_module": imported,
  "pathlib.Path": first,
  "textwrap.dedent": cleaned,
  "inspect.cleandoc": cleaned,
  "os.getenv": second,
  "os.environ.get": second,
  "os.environ.copy": environment,
  "dotenv.dotenv_values": environment,
  "pydantic.Field": field,
  "dataclasses.field": field,
  "functools.partial": first,
  "types.MappingProxyType": first,
};

/** The value of a call of what is not the distribution's own. */
export function callExternal(
  evaluator: Evaluator,
  path: string,
  call: SyntaxNode,
  assumed: Assumed<Value> | null,
): Value | undefined {
  const known = Object.hasOwn(externals, path) ? externals[path] : undefined;
  return known === undefined ? new Instance(new External(path), call, assumed) : known(evaluator, call);
}

const texts: Readonly<Record<string, (text: string, args: readonly string[]) => string>> = {
  strip: (text) => text.trim(),
  lstrip: (text) => text.trimStart(),
  rstrip: (text) => text.trimEnd(),
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  replace: (text, [from = "", to = ""]) => (from === "" ? text : text.replaceAll(from, to)),
  removeprefix: (text, [start = ""]) => (text.startsWith(start) ? text.slice(start.length) : text),
};

/** The value of a method's call: of texts, lists and dicts. */
export function callMethod(
  evaluator: Evaluator,
  { of, name }: BoundMethod,
  call: SyntaxNode,
): Value | undefined {
  const { positional } = argumentsOf(call);
  if (typeof of === "string" || of instanceof PartialText) return callText(evaluator, of, name, positional);
  if (of instanceof DictValue) {
    if (name === "get") return of.entries.get(shown(evaluator.value(positional[0])) ?? "");
    if (name === "keys") return new ListValue([...of.entries.keys()]);
    if (name === "values") return new ListValue([...of.entries.values()]);
    if (name === "items") return new ListValue([...of.entries].map((entry) => new ListValue(entry)));
    if (name === "copy") return of;
  }
  return undefined;
}

function callText(
  evaluator: Evaluator,
  of: string | PartialText,
  name: string,
  args: readonly SyntaxNode[],
): Value | undefined {
  const values = args.map((argument) => evaluator.value(argument));
  const text = of instanceof PartialText ? of.text : of;
  if (name === "format") return new PartialText(text);
  if (name === "split" && typeof of === "string") {
    const by = values[0];
    return new ListValue(typeof by === "string" && by !== "" ? of.split(by) : of.trim().split(/\s+/));
  }
  if (name === "join" && values[0] instanceof ListValue) {
    const items = values[0].items.map((item) => shown(item));
    return items.includes(null)
      ? new PartialText(items.map((item) => item ?? "{…}").join(text))
      : items.join(text);
  }
  const known = Object.hasOwn(texts, name) ? texts[name] : undefined;
  const given = values.map((value) => shown(value) ?? "");
  if (known === undefined) return undefined;
  return of instanceof PartialText ? new PartialText(known(text, given)) : known(text, given);
}
