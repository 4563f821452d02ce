import type { Formal, Lambda, Nix, Param } from "./ast.ts";
import {
  blank,
  breakable,
  type Doc,
  group,
  hardline,
  joined,
  line,
  nest,
  onlyBroken,
  priority,
  space,
} from "./doc.ts";
import { call, callOf } from "./print-calls.ts";
import { attrPath, attrSet, bareList, isAbsorbable, isFlat, isTerm, items, term } from "./print-terms.ts";
import { operation, rightHandSide } from "./print-values.ts";

/** Expressions: everything that is not a term. */
export function expression(node: Nix): Doc {
  if (isTerm(node)) return term(node);
  switch (node.kind) {
    case "apply":
      return call(node);
    case "binary":
      return operation(node);
    case "unary":
      return [node.op, expression(node.of)];
    case "has":
      return group(expression(node.of), nest(line, "?", space, attrPath(node.path, "")));
    case "lambda":
      return lambda(node);
    case "let":
      return [
        group("let", hardline, nest(items(node.items))),
        hardline,
        group("in", hardline, expression(node.body)),
      ];
    case "with":
      return [withScope(node.scope), line, expression(node.body)];
    case "if":
      return group(conditional(node, false));
    case "assert":
      return group(
        node.test.kind === "apply"
          ? callOf("assert", [node.test.fn, ...node.test.args])
          : callOf("assert", [node.test]),
        ";",
        hardline,
        expression(node.body),
      );
  }
}

/** A line of a comment; line breaks in it would end the comment, so they become spaces. */
export function commentLine(text: string): string {
  const flat = text.replace(/[\r\n\u2028\u2029]+/g, " ").trimEnd();
  return flat === "" ? "#" : `# ${flat}`;
}

function withScope(scope: Nix): Doc {
  return group("with", space, nest(group(expression(scope))), ";");
}

/**
 * `node` as it stands after something on its line: brackets stay on that line. `wide`: a set's
 * attributes go one a line whatever fits.
 */
export function absorbed(node: Nix, wide: boolean): Doc {
  if (!isAbsorbable(node)) return expression(node);
  if (isTerm(node)) return wide ? wideTerm(node) : bareTerm(node);
  if (node.kind !== "with") return expression(node);
  return group(
    breakable,
    "with",
    space,
    nest(group(expression(node.scope))),
    ";",
    space,
    priority(wideTerm(node.body)),
  );
}

/** A term, a list without its group. */
export function bareTerm(node: Nix): Doc {
  return node.kind === "list" ? bareList(node.items, node.expand) : expression(node);
}

export function wideTerm(node: Nix): Doc {
  return node.kind === "attrs" ? attrSet(node, true) : bareTerm(node);
}

function conditional(node: Nix, nested: boolean): Doc {
  if (node.kind !== "if") return [line, nest(group(expression(node)))];
  const edge = nested ? hardline : line;
  return [
    group("if", line, nest(expression(node.test)), line, "then"),
    edge,
    nest(group(expression(node.yes))),
    edge,
    "else",
    space,
    conditional(node.no, true),
  ];
}

function lambda(node: Lambda): Doc {
  if (typeof node.param === "string") return group(breakable, node.param, ":", namedBody(node.body, 1));
  const head: Doc = [param(node.param), ":"];
  const plainSet = node.param.as === undefined;
  if (node.gap === "blank") return [head, hardline, blank, expression(node.body)];
  if (node.gap === "line" && plainSet) return [head, hardline, expression(node.body)];
  if (plainSet && isFlat(node.param) && isAbsorbable(node.body))
    return [head, space, priority(expression(node.body))];
  if (isTerm(node.body) && isAbsorbable(node.body)) return [head, line, group(wideTerm(node.body))];
  return [head, line, expression(node.body)];
}

/** What follows `a:`, and `a: b:` of functions that return functions. */
function namedBody(node: Nix, depth: number): Doc {
  if (node.kind === "lambda" && typeof node.param === "string") {
    return [space, node.param, ":", namedBody(node.body, depth + 1)];
  }
  if (isAbsorbable(node)) return [space, priority(absorbed(node, false))];
  return [depth <= 2 ? line : hardline, expression(node)];
}

function param(of: Exclude<Param, string>): Doc {
  const name = of.as === undefined ? "" : `${of.as}@`;
  if (of.formals.length === 0 && !of.ellipsis) return [name, group("{", space, "}")];
  const edge = isFlat(of) ? line : hardline;
  const names = of.formals.map((one, index) => {
    const last = index === of.formals.length - 1 && !of.ellipsis;
    return formal(one, last ? onlyBroken(",") : ",", last);
  });
  const all = of.ellipsis ? [...names, "..."] : names;
  return [name, group("{", edge, nest(joined(all, edge)), edge, "}")];
}

/** The comma after the last formal stands outside its group, so that it shows where the set is broken. */
function formal(one: Formal, comma: Doc, last: boolean): Doc {
  if (one.default === undefined) return [one.name, comma];
  const doc: Doc = [one.name, space, nest("?", rightHandSide(one.default))];
  return last ? [group(doc), comma] : group(doc, comma);
}
