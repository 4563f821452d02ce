import type { BinaryOperator, Item, Nix, Param, StringPart } from "./ast.ts";

/**
 * Puts parentheses where the grammar needs them and nowhere else. Binding strengths: Nix manual,
 * "Operators"; a select binds strongest, then application, then the table below.
 */

type Side = "left" | "right" | "none";

const BINARY: Readonly<Record<BinaryOperator, readonly [strength: number, associates: Side]>> = {
  "++": [11, "right"],
  "*": [10, "left"],
  "/": [10, "left"],
  "+": [9, "left"],
  "-": [9, "left"],
  "//": [7, "right"],
  "<": [6, "none"],
  "<=": [6, "none"],
  ">": [6, "none"],
  ">=": [6, "none"],
  "==": [5, "none"],
  "!=": [5, "none"],
  "&&": [4, "left"],
  "||": [3, "left"],
  "->": [2, "right"],
};

const NEVER = 21;
const ATOM = 20;
const SELECT = 19;
const APPLY = 14;
const NEGATE = 13;
const HAS = 12;
const NOT = 8;
/** Functions, `let`, `with`, `if`, `assert`: they reach as far right as they can. */
const OPEN = 0;

function strength(node: Nix): number {
  switch (node.kind) {
    case "select":
      return SELECT;
    case "apply":
      return node.args.length === 0 ? strength(node.fn) : APPLY;
    case "unary":
      return node.op === "-" ? NEGATE : NOT;
    case "has":
      return HAS;
    case "binary":
      return BINARY[node.op][0];
    case "lambda":
    case "let":
    case "with":
    case "if":
    case "assert":
      return OPEN;
    default:
      return ATOM;
  }
}

/** `node` with parentheses inside, itself in parentheses if it binds weaker than `least`. */
export function withParens(node: Nix, least: number = OPEN): Nix {
  const inner = inside(node);
  return strength(node) < least ? { kind: "paren", of: inner } : inner;
}

function inside(node: Nix): Nix {
  switch (node.kind) {
    case "string":
    case "indented":
      return { ...node, parts: node.parts.map(partWithParens) };
    case "select": {
      const path = node.path.map(nameWithParens);
      // `./a.b` is one path and `0.a` no number, so these cannot be selected from bare.
      const bare = node.of.kind !== "path" && node.of.kind !== "number";
      const of = withParens(node.of, bare ? ATOM : NEVER);
      return node.or === undefined
        ? { kind: "select", of, path }
        : { kind: "select", of, path, or: withParens(node.or, SELECT) };
    }
    case "has":
      return { ...node, of: withParens(node.of, HAS + 1), path: node.path.map(nameWithParens) };
    case "apply":
      return applyWithParens(node.fn, node.args);
    case "lambda":
      return { ...node, param: paramWithParens(node.param), body: withParens(node.body) };
    case "attrs":
      return { ...node, items: node.items.map(itemWithParens) };
    case "list":
      return { ...node, items: node.items.map((item) => withParens(item, SELECT)) };
    case "let":
      return { ...node, items: node.items.map(itemWithParens), body: withParens(node.body) };
    case "with":
      return { ...node, scope: withParens(node.scope), body: withParens(node.body) };
    case "if":
      return { ...node, test: withParens(node.test), yes: withParens(node.yes), no: withParens(node.no) };
    case "assert":
      return { ...node, test: withParens(node.test), body: withParens(node.body) };
    case "binary": {
      const [own, associates] = BINARY[node.op];
      return {
        ...node,
        left: withParens(node.left, associates === "left" ? own : own + 1),
        right: withParens(node.right, associates === "right" ? own : own + 1),
      };
    }
    case "unary":
      return { ...node, of: withParens(node.of, node.op === "-" ? NEGATE : NOT) };
    default:
      return node;
  }
}

/** One flat application, however it was nested on the left. */
function applyWithParens(fn: Nix, args: readonly Nix[]): Nix {
  if (args.length === 0) return inside(fn);
  if (fn.kind === "apply") return applyWithParens(fn.fn, [...fn.args, ...args]);
  return {
    kind: "apply",
    fn: withParens(fn, SELECT),
    args: args.map((arg) => withParens(arg, SELECT)),
  };
}

function partWithParens(part: StringPart): StringPart {
  return typeof part === "string" ? part : withParens(part);
}

function nameWithParens(name: string | Nix): string | Nix {
  return typeof name === "string" ? name : withParens(name);
}

function paramWithParens(param: Param): Param {
  if (typeof param === "string") return param;
  return {
    ...param,
    formals: param.formals.map((formal) =>
      formal.default === undefined ? formal : { name: formal.name, default: withParens(formal.default) },
    ),
  };
}

function itemWithParens(item: Item): Item {
  if (item.kind === "bind") {
    return { ...item, path: item.path.map(nameWithParens), value: withParens(item.value) };
  }
  return item.from === undefined ? item : { ...item, from: withParens(item.from) };
}
