import {
  type AttrName,
  type AttrSet,
  type Item,
  isIdentifier,
  type Nix,
  type Param,
  type StringPart,
} from "./ast.ts";
import {
  blank,
  breakable,
  compact,
  type Doc,
  group,
  hardline,
  joined,
  line,
  nest,
  newline,
  offset,
  priority,
  softBreak,
  softLine,
  space,
} from "./doc.ts";
import { callInParens } from "./print-calls.ts";
import { absorbed, commentLine, expression } from "./print-expression.ts";
import { rightHandSide } from "./print-values.ts";
import { escapeIndented, escapePlain, indentedLines, isSplice, joinParts, type Line } from "./strings.ts";

/** Terms: what needs no parentheses anywhere. */

type Term = Extract<
  Nix,
  { kind: "string" | "indented" | "number" | "ident" | "path" | "select" | "attrs" | "list" | "paren" }
>;

const TERMS = new Set<Nix["kind"]>([
  "string",
  "indented",
  "number",
  "ident",
  "path",
  "select",
  "attrs",
  "list",
  "paren",
]);

export const isTerm = (node: Nix): node is Term => TERMS.has(node.kind);

export function term(node: Term): Doc {
  switch (node.kind) {
    case "string":
      return plainString(node.parts);
    case "indented":
      return indentedString(node.parts);
    case "number":
    case "path":
      return node.text;
    case "ident":
      return node.name;
    case "select":
      return select(node.of, node.path, node.or);
    case "attrs":
      return attrSet(node);
    case "list":
      return group(bareList(node.items, node.expand));
    case "paren":
      return group("(", nest(insideParens(node.of)), ")");
  }
}

function select(of: Nix, path: readonly AttrName[], or: Nix | undefined): Doc {
  const between = of.kind === "ident" ? "" : of.kind === "paren" ? softBreak : breakable;
  const base: Doc = [expression(of), between, attrPath(path, ".")];
  return or === undefined ? base : [base, softLine, nest("or", space, expression(or))];
}

/** `a.b."c d".${e}`; `lead` stands before the first step. */
export function attrPath(path: readonly AttrName[], lead: "" | "."): Doc {
  return path.map((name, index) => [index === 0 ? lead : ".", attrName(name)]);
}

function attrName(name: AttrName): Doc {
  if (typeof name !== "string") return splice(name);
  return isIdentifier(name) ? name : plainString([name]);
}

/** What goes between `(` and `)`, or between `${` and `}` where that is all of a line. */
function insideParens(node: Nix): Doc {
  if (isAbsorbable(node)) return group(absorbed(node, false));
  if (node.kind === "apply") return callInParens(node);
  const inner = group(expression(node));
  if (node.kind !== "select") return [breakable, inner, breakable];
  return isAbsorbable(node.of) ? [breakable, inner, breakable] : [inner, breakable];
}

/** `{ … }`; `wide`: one attribute a line, whatever fits. */
export function attrSet(node: AttrSet, wide = false): Doc {
  const head = node.rec ? "rec {" : "{";
  if (node.items.length === 0) return [head, space, "}"];
  const edge = wide || node.expand ? hardline : line;
  return [head, edge, nest(items(node.items)), edge, "}"];
}

/** `[ … ]` without a group of its own. */
export function bareList(list: readonly Nix[], expand: boolean, between: Doc = hardline): Doc {
  if (list.length === 0) return ["[", space, "]"];
  const edge = expand ? hardline : line;
  const docs = list.map((item) => group(expression(item)));
  return ["[", edge, nest(joined(docs, between)), edge, "]"];
}

/** Attributes, or the bindings of a `let`: one a line. */
export function items(list: readonly Item[]): Doc {
  return list.map((item, index) => {
    const lead: Doc = [
      index > 0 ? hardline : [],
      index > 0 && item.blank ? blank : [],
      (item.comment ?? []).map((text) => [hardline, commentLine(text), hardline]),
    ];
    return [lead, group(item.kind === "bind" ? binding(item.path, item.value) : inherit(item))];
  });
}

function binding(path: readonly AttrName[], value: Nix): Doc {
  const simple = path.length <= 4 && path.every((name) => typeof name === "string" && isIdentifier(name));
  const rhs = rightHandSide(value);
  const assigned = simple ? rhs : [breakable, priority(rhs)];
  return group(attrPath(path, ""), nest(space, "=", assigned), ";");
}

function inherit(item: Extract<Item, { kind: "inherit" }>): Doc {
  const few = item.names.length < 4;
  const between = few ? line : hardline;
  const names: Doc = [joined(item.names.map(attrName), between), few ? breakable : hardline, ";"];
  return item.from === undefined
    ? group("inherit", between, nest(names))
    : group("inherit", nest(group(line, term({ kind: "paren", of: item.from })), between, names));
}

function plainString(parts: readonly StringPart[]): Doc {
  const joinedParts = joinParts(parts);
  return group(
    '"',
    stringLine(joinedParts, (text, last) => escapePlain(text, !last)),
    '"',
  );
}

function indentedString(parts: readonly StringPart[]): Doc {
  const lines = indentedLines(parts);
  if (lines === null) return plainString(parts);
  const docs = lines.map((parts, index) => {
    const atEnd = index === lines.length - 1;
    // Only the text before a splice or the closing quotes has something after it on its line.
    return stringLine(parts, (text, last) =>
      escapeIndented(last && !atEnd ? `${text}\n` : text, last).replace(/\n$/, ""),
    );
  });
  return group("''", breakable, nest(joined(docs, newline)), "''");
}

/** One line of a string. */
function stringLine(parts: Line, encode: (text: string, last: boolean) => string): Doc {
  const docs = parts.map((part, index) =>
    typeof part === "string" ? encode(part, index === parts.length - 1) : splice(part),
  );
  const lead = typeof docs[0] === "string" ? docs[0] : "";
  const columns = /^\p{White_Space}*/u.exec(lead)?.[0].length ?? 0;
  const rest = lead === "" ? parts : parts.slice(1);
  const [only] = rest;
  if (rest.length === 1 && only !== undefined && isSplice(only) && columns === lead.length) {
    return [lead, offset(columns, group("${", nest(insideParens(only)), "}"))];
  }
  return lead === "" ? docs : [lead, offset(columns, docs.slice(1))];
}

/** `${expr}` */
function splice(node: Nix): Doc {
  if (isAbsorbable(node) && isTerm(node)) return group("${", expression(node), "}");
  const doc = expression(node);
  if (isSimple(node)) return ["${", compact(doc) ?? doc, "}"];
  // A short splice stays whole, however long the line gets.
  return group("${", compact(doc, 30) ?? nest(breakable, group(doc), breakable), "}");
}

/** Whether `node` may start on the line at hand and break inside, brackets last. */
export function isAbsorbable(node: Nix): boolean {
  switch (node.kind) {
    case "indented":
      return indentedLines(node.parts) !== null;
    case "attrs":
    case "list":
      return node.items.length > 0;
    case "paren":
      return isTerm(node.of) && isAbsorbable(node.of);
    case "with":
      return isTerm(node.body) && isAbsorbable(node.body);
    case "lambda":
      if (typeof node.param === "string") {
        return (isTerm(node.body) || node.body.kind === "lambda") && isAbsorbable(node.body);
      }
      return (
        node.param.as === undefined && isFlat(node.param) && node.gap === "same" && isAbsorbable(node.body)
      );
    default:
      return false;
  }
}

/** `{ a, b, ... }` may stay on one line: at most two names, no defaults. */
export function isFlat(param: Param): boolean {
  return (
    typeof param !== "string" &&
    param.formals.length <= 2 &&
    param.formals.every((formal) => formal.default === undefined)
  );
}

/** Names, strings, paths, numbers, and calls of those with at most two arguments. */
export function isSimple(node: Nix): boolean {
  switch (node.kind) {
    case "string":
    case "indented":
    case "path":
    case "number":
    case "ident":
      return true;
    case "select":
      return (
        isTerm(node.of) &&
        isSimple(node.of) &&
        node.or === undefined &&
        node.path.every((name) => typeof name === "string" && isIdentifier(name))
      );
    case "paren":
      return isSimple(node.of);
    case "apply":
      return node.args.length <= 2 && isSimple(node.fn) && node.args.every(isSimple);
    default:
      return false;
  }
}
