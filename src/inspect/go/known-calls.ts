import type { SyntaxNode } from "../syntax/node.ts";
import type { Evaluator } from "./evaluate.ts";
import { External, ListValue, PartialText, shown, type Value } from "./values.ts";

type Call = (values: readonly (Value | undefined)[]) => Value | undefined;

const first: Call = ([value]) => value;

const text =
  (change: (text: string, args: readonly string[]) => string): Call =>
  ([value, ...rest]) => {
    const given = rest.map((one) => shown(one) ?? "");
    if (value instanceof PartialText) return new PartialText(change(value.text, given));
    return typeof value === "string" ? change(value, given) : undefined;
  };

/** `fmt.Sprintf`: verbs of values that are not known stand as `{…}`. */
const sprintf: Call = ([format, ...args]) => {
  if (typeof format !== "string") return format instanceof PartialText ? format : undefined;
  let isWhole = true;
  let at = 0;
  const result = format.replace(/%(?:%|[-+# 0]*\d*(?:\.\d+)?[a-zA-Z])/g, (verb) => {
    if (verb === "%%") return "%";
    const value = args[at++];
    const known = shown(value);
    if (known === null || value instanceof PartialText) isWhole = false;
    return known === null ? "{…}" : verb.endsWith("q") ? JSON.stringify(known) : known;
  });
  return isWhole ? result : new PartialText(result);
};

const join: Call = ([list, by]) => {
  if (!(list instanceof ListValue)) return undefined;
  const items = list.items.map((item) => shown(item));
  const joined = items.map((item) => item ?? "{…}").join(shown(by) ?? "");
  return items.includes(null) ? new PartialText(joined) : joined;
};

/** `cmp.Or`: the first that is not empty; what is not known may be. */
const or: Call = (values) => values.find((value) => value !== undefined && value !== "" && value !== 0);

const append: Call = ([list, ...rest]) =>
  list instanceof ListValue ? new ListValue([...list.items, ...rest]) : undefined;

/** What is called of other modules, by its full name. */
const externals: Readonly<Record<string, Call>> = {
  string: first,
  append,
  "fmt.Sprintf": sprintf,
  "fmt.Sprint": first,
  "strings.Join": join,
  "strings.ToUpper": text((value) => value.toUpperCase()),
  "strings.ToLower": text((value) => value.toLowerCase()),
  "strings.TrimSpace": text((value) => value.trim()),
  "strings.ReplaceAll": text((value, [from = "", to = ""]) =>
    from === "" ? value : value.replaceAll(from, to),
  ),
  "strings.Repeat": ([value, times]) =>
    typeof value === "string" && typeof times === "number" && times < 100 ? value.repeat(times) : undefined,
  "cmp.Or": or,
  "path.Join": ([...parts]) => join([new ListValue(parts), "/"]),
  "filepath.Join": ([...parts]) => join([new ListValue(parts), "/"]),
  "path/filepath.Join": ([...parts]) => join([new ListValue(parts), "/"]),
};

/** The value of a call of what is not the module's own; functions it does not know give nothing that is known. */
export function callExternal(
  evaluator: Evaluator,
  path: string,
  args: readonly SyntaxNode[],
): Value | undefined {
  const known = Object.hasOwn(externals, path) ? externals[path] : undefined;
  if (known !== undefined) return known(args.map((argument) => evaluator.value(argument)));
  return /\.New[A-Z]?\w*$|^flag\./.test(path) ? new External(`${path}()`) : undefined;
}
