/**
 * The Nix language as far as this project writes it, as plain data, with one short constructor a
 * form. What the emitters build here is printed by `print.ts` alone; parentheses, quoting and
 * escaping are the printer's work and never appear in the tree.
 *
 * Grammar: Nix manual, "Language", and `src/libexpr/parser.y` of NixOS/nix.
 */

/** Text, or an expression spliced in with `${ }`. */
export type StringPart = string | Nix;

/** One step of an attribute path: a name (quoted by the printer where needed) or `${expr}`. */
export type AttrName = string | Nix;

export type BinaryOperator =
  | "->"
  | "||"
  | "&&"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "//"
  | "+"
  | "-"
  | "*"
  | "/"
  | "++";

export type Nix =
  | { readonly kind: "string"; readonly parts: readonly StringPart[] }
  | { readonly kind: "indented"; readonly parts: readonly StringPart[] }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "ident"; readonly name: string }
  | { readonly kind: "path"; readonly text: string }
  | { readonly kind: "select"; readonly of: Nix; readonly path: readonly AttrName[]; readonly or?: Nix }
  | { readonly kind: "has"; readonly of: Nix; readonly path: readonly AttrName[] }
  | { readonly kind: "apply"; readonly fn: Nix; readonly args: readonly Nix[] }
  | Lambda
  | AttrSet
  | { readonly kind: "list"; readonly items: readonly Nix[]; readonly expand: boolean }
  | { readonly kind: "let"; readonly items: readonly Item[]; readonly body: Nix }
  | { readonly kind: "with"; readonly scope: Nix; readonly body: Nix }
  | { readonly kind: "if"; readonly test: Nix; readonly yes: Nix; readonly no: Nix }
  | { readonly kind: "assert"; readonly test: Nix; readonly body: Nix }
  | { readonly kind: "binary"; readonly op: BinaryOperator; readonly left: Nix; readonly right: Nix }
  | { readonly kind: "unary"; readonly op: "-" | "!"; readonly of: Nix }
  /** Made by the printer only. */
  | { readonly kind: "paren"; readonly of: Nix };

export interface AttrSet {
  readonly kind: "attrs";
  readonly rec: boolean;
  readonly items: readonly Item[];
  /** One attribute a line even where all would fit on one. */
  readonly expand: boolean;
}

export interface Lambda {
  readonly kind: "lambda";
  readonly param: Param;
  readonly body: Nix;
  /**
   * Where the body of a function with formals starts: `same` line as the colon if it fits, on a line
   * of its own, or after a blank line (how nixpkgs writes a package).
   */
  readonly gap: "same" | "line" | "blank";
}

export type Param =
  | string
  | {
      readonly formals: readonly Formal[];
      readonly ellipsis: boolean;
      /** `args@{ … }:` */
      readonly as?: string;
    };

export interface Formal {
  readonly name: string;
  readonly default?: Nix;
}

/** What stands before an item of an attribute set. */
interface Lead {
  /** Lines of a `#` comment, without the `#`. */
  readonly comment?: readonly string[];
  /** A blank line before it (never before a set's first item). */
  readonly blank?: boolean;
}

export type Item =
  | ({ readonly kind: "bind"; readonly path: readonly AttrName[]; readonly value: Nix } & Lead)
  | ({ readonly kind: "inherit"; readonly from?: Nix; readonly names: readonly string[] } & Lead);

/** A whole file: comment lines, a blank line after them if there are any, one expression. */
export interface NixFile {
  readonly comment: readonly string[];
  readonly body: Nix;
}

/** JSON-like data that `data` turns into Nix. */
export type NixData =
  | string
  | number
  | boolean
  | null
  | readonly NixData[]
  | { readonly [name: string]: NixData };

const KEYWORDS = new Set(["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"]);

/** Whether `name` may stand bare as an attribute name or a variable. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_'-]*$/.test(name) && !KEYWORDS.has(name);
}

function ident(name: string): Nix {
  if (!isIdentifier(name)) throw new TypeError(`${JSON.stringify(name)} is no Nix identifier`);
  return { kind: "ident", name };
}

/** Below this a float loses digits, and Nix refuses it. */
const LEAST_FLOAT = 2 ** -1022;

/** Nix's integers are 64-bit, JavaScript's numbers are exact only up to 2^53: others are floats. */
function num(value: number): Nix {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || (size > 0 && size < LEAST_FLOAT))
    throw new TypeError(`${value} has no form in Nix`);
  if (value < 0 || Object.is(value, -0)) return { kind: "unary", op: "-", of: num(-value) };
  const digits = String(value);
  if (Number.isSafeInteger(value)) return { kind: "number", text: digits };
  const [mantissa = "", exponent] = digits.split("e");
  const decimal = mantissa.includes(".") ? mantissa : `${mantissa}.0`;
  return { kind: "number", text: exponent === undefined ? decimal : `${decimal}e${exponent}` };
}

function str(...parts: StringPart[]): Nix {
  return { kind: "string", parts };
}

function bind(path: AttrName | readonly AttrName[], value: Nix, lead: Lead = {}): Item {
  const steps: readonly AttrName[] = Array.isArray(path) ? path : [path as AttrName];
  return { kind: "bind", path: steps, value, ...lead };
}

function attrs(items: readonly Item[], options: { rec?: boolean; expand?: boolean } = {}): AttrSet {
  return { kind: "attrs", rec: options.rec ?? false, items, expand: options.expand ?? false };
}

function list(items: readonly Nix[], options: { expand?: boolean } = {}): Nix {
  return { kind: "list", items, expand: options.expand ?? false };
}

/**
 * A path literal for `text`, which starts with `./`, `../` or `/`. Where a character has no place in
 * a literal the rest is appended as a string, `./. + "/odd name"`, which is a path too.
 */
function path(text: string): Nix {
  const start = /^(?:\.\.?(?=\/)|(?=\/))/.exec(text);
  if (start === null) throw new TypeError(`a Nix path starts with ./, ../ or /: ${JSON.stringify(text)}`);
  if (/^(?:\.\.?)?(?:\/[A-Za-z0-9._+-]+)+$/.test(text)) return { kind: "path", text };
  const base = start[0] === "" ? "/." : `${start[0]}/.`;
  const rest = text.slice(start[0].length);
  if (/^\/\.?$/.test(rest)) return { kind: "path", text: base };
  return { kind: "binary", op: "+", left: { kind: "path", text: base }, right: str(rest) };
}

function data(value: NixData): Nix {
  if (value === null) return ident("null");
  if (typeof value === "string") return str(value);
  if (typeof value === "number") return num(value);
  if (typeof value === "boolean") return ident(String(value));
  if (Array.isArray(value)) return list(value.map(data));
  const record = value as { readonly [name: string]: NixData };
  return attrs(Object.keys(record).map((name) => bind(name, data(record[name] as NixData))));
}

/** The constructors. */
export const n = {
  str,
  /**
   * A text of several lines as `'' … ''`, at the indentation of where it stands; its value is exactly
   * `parts` joined. Printed as a plain string where the text cannot be written so (a line of spaces
   * only, every line indented, a single line).
   */
  indented: (...parts: StringPart[]): Nix => ({ kind: "indented", parts }),
  num,
  bool: (value: boolean): Nix => ident(String(value)),
  null: ident("null"),
  id: ident,
  path,
  /** `<nixpkgs>` */
  searchPath: (name: string): Nix => {
    if (!/^[A-Za-z0-9._+-]+(?:\/[A-Za-z0-9._+-]+)*$/.test(name)) {
      throw new TypeError(`no search path: ${JSON.stringify(name)}`);
    }
    return { kind: "path", text: `<${name}>` };
  },
  /** `n.get("lib", "licenses", "mit")` is `lib.licenses.mit`; the base may be any expression. */
  get: (of: Nix | string, ...steps: AttrName[]): Nix => {
    const base = typeof of === "string" ? ident(of) : of;
    return steps.length === 0 ? base : { kind: "select", of: base, path: steps };
  },
  /** `of.a.b or fallback` */
  getOr: (of: Nix | string, steps: readonly AttrName[], fallback: Nix): Nix => ({
    kind: "select",
    of: typeof of === "string" ? ident(of) : of,
    path: steps,
    or: fallback,
  }),
  has: (of: Nix, ...steps: AttrName[]): Nix => ({ kind: "has", of, path: steps }),
  call: (fn: Nix | string, ...args: Nix[]): Nix => ({
    kind: "apply",
    fn: typeof fn === "string" ? ident(fn) : fn,
    args,
  }),
  fn: (param: string, body: Nix): Nix => ({ kind: "lambda", param, body, gap: "same" }),
  /** A function of an attribute set. */
  formals: (
    formals: readonly (string | Formal)[],
    body: Nix,
    options: { ellipsis?: boolean; as?: string; gap?: Lambda["gap"] } = {},
  ): Nix => ({
    kind: "lambda",
    param: {
      formals: formals.map((formal) => (typeof formal === "string" ? { name: formal } : formal)),
      ellipsis: options.ellipsis ?? false,
      ...(options.as === undefined ? {} : { as: options.as }),
    },
    body,
    gap: options.gap ?? "same",
  }),
  attrs,
  bind,
  inherit: (names: readonly string[], from?: Nix, lead: Lead = {}): Item => ({
    kind: "inherit",
    names,
    ...(from === undefined ? {} : { from }),
    ...lead,
  }),
  list,
  let: (items: readonly Item[], body: Nix): Nix => ({ kind: "let", items, body }),
  with: (scope: Nix, body: Nix): Nix => ({ kind: "with", scope, body }),
  if: (test: Nix, yes: Nix, no: Nix): Nix => ({ kind: "if", test, yes, no }),
  assert: (test: Nix, body: Nix): Nix => ({ kind: "assert", test, body }),
  /** `n.op("++", a, b, c)` nests the way the operator associates. */
  op: (op: BinaryOperator, ...operands: [Nix, Nix, ...Nix[]]): Nix => {
    const rightward = op === "++" || op === "//" || op === "->";
    const pair = (left: Nix, right: Nix): Nix => ({ kind: "binary", op, left, right });
    return rightward ? operands.reduceRight((right, left) => pair(left, right)) : operands.reduce(pair);
  },
  not: (of: Nix): Nix => ({ kind: "unary", op: "!", of }),
  neg: (of: Nix): Nix => ({ kind: "unary", op: "-", of }),
  data,
  file: (body: Nix, comment: readonly string[] = []): NixFile => ({ comment, body }),
} as const;
