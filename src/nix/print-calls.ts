import type { Nix } from "./ast.ts";
import { breakable, compact, type Doc, group, line, nest, priority, seeThrough, space } from "./doc.ts";
import { bareTerm, expression, wideTerm } from "./print-expression.ts";
import { bareList, isAbsorbable, isSimple, isTerm } from "./print-terms.ts";

/** Function calls: the last argument may open its bracket on the call's line. */

type Call = Extract<Nix, { kind: "apply" }>;

interface Place {
  /** Stands first in the call's group. */
  readonly before: Doc;
  /** Inside parentheses: the function may start a line of its own, and `)` too. */
  readonly inParens: boolean;
}

const PLAIN: Place = { before: [], inParens: false };

export const call = (node: Call): Doc => render(expression(node.fn), node, PLAIN);

/** As a value or an operand: may start on the next line where it does not fit. */
export const callAsValue = (node: Call): Doc =>
  render(expression(node.fn), node, { before: line, inParens: false });

export const callInParens = (node: Call): Doc =>
  render(nest(group(breakable, expression(node.fn))), node, { before: [], inParens: true });

/** `assert` lays out its condition as if it were a function. */
export const callOf = (head: string, args: readonly Nix[]): Doc => layOutCall(head, args, false, PLAIN);

function render(head: Doc, node: Call, place: Place): Doc {
  return layOutCall(head, node.args, isSimple(node), place);
}

function layOutCall(head: Doc, args: readonly Nix[], simple: boolean, place: Place): Doc {
  const last = args.at(-1) as Nix;
  const front = args.slice(0, -1);
  const after = place.inParens ? breakable : [];
  const beforeLast = front.at(-1);
  // Two lists at the end break together or not at all.
  if (last.kind === "list" && beforeLast?.kind === "list") {
    const pair = [beforeLast, last].map((list) => [line, nest(group(innerArgument(list)))]);
    return group(place.before, seeThrough(prefix(head, front.slice(0, -1))), pair, after);
  }
  const called: Doc = [place.before, seeThrough(prefix(head, front))];
  const short = simple ? compact(called) : null;
  return short === null
    ? group(called, line, lastArgument(last), after)
    : group(short, space, lastArgument(last));
}

/** The function and the arguments before the last. */
function prefix(head: Doc, args: readonly Nix[]): Doc {
  const last = args.at(-1);
  if (last === undefined) return head;
  const beforeLast = args.at(-2);
  if (last.kind === "list" && beforeLast?.kind === "list") {
    const pair = [beforeLast, last].map((list) => [line, group(innerArgument(list))]);
    return seeThrough(seeThrough(prefix(head, args.slice(0, -2))), nest(group(pair)));
  }
  // Of a select only the part behind the dot could move, which looks odd.
  const mood = last.kind === "select" ? group : priority;
  return [seeThrough(prefix(head, args.slice(0, -1))), line, nest(mood(innerArgument(last)))];
}

/** A short list of simple things may stay on one line. */
function innerArgument(node: Nix): Doc {
  if (node.kind === "list" && node.items.length > 0 && node.items.length <= 6 && node.items.every(isSimple)) {
    return bareList(node.items, node.expand, line);
  }
  return expression(node);
}

function lastArgument(node: Nix): Doc {
  if (isTerm(node) && isAbsorbable(node)) return priority(nest(bareTerm(node)));
  if (node.kind !== "paren") return group(nest(expression(node)));
  const inner = node.of;
  if (inner.kind === "lambda" && typeof inner.param === "string") {
    if (isTerm(inner.body) && isAbsorbable(inner.body)) {
      return priority(nest("(", inner.param, ":", space, wideTerm(inner.body), ")"));
    }
  }
  if (inner.kind === "apply" && inner.fn.kind === "ident" && inner.args.length === 1) {
    const arg = inner.args[0] as Nix;
    if (isTerm(arg) && isAbsorbable(arg)) {
      return priority(nest("(", inner.fn.name, space, wideTerm(arg), ")"));
    }
  }
  return absorbedParens(inner);
}

/** `( … )` that keeps its opening bracket on the line. */
export function absorbedParens(inner: Nix): Doc {
  return priority(nest("(", breakable, group(nest(expression(inner))), breakable, ")"));
}
