import { ancestorOf, childOf, descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import { calledName } from "./call-sites.ts";
import { stringParts } from "./strings.ts";

/** What the code does where a value is missing. */
export interface Missing {
  /** It raises, or leaves the program. */
  readonly stops: boolean;
  /** What it says then. */
  readonly message: string | null;
}

const NOTHING: Missing = { stops: false, message: null };

/**
 * Whether the program goes on when an expression has no value: `x = os.getenv("X")`, then `if not x: raise …`.
 *
 * @param read the expression that reads the value
 */
export function whenMissing(read: SyntaxNode): Missing {
  const found = refusalOf(read);
  return found.stops && isOnCondition(read) ? { ...found, stops: false } : found;
}

function refusalOf(read: SyntaxNode): Missing {
  const whole = whatBecomesOf(read);
  const { parent } = whole;
  if (parent === null) return NOTHING;
  const inTest = ancestorOf(whole, "IfStatement", "AssertStatement", "FunctionDefinition", "Script");
  if (inTest !== null && isTestOf(inTest, whole)) {
    const found = stopAt(inTest, (node) => node === whole);
    if (found !== null) return found;
  }
  const listed = missingList(whole);
  const name = listed ?? assignedTo(whole);
  if (name === null) return NOTHING;
  const scope = ancestorOf(whole, "FunctionDefinition", "Script");
  if (scope === null) return NOTHING;
  for (const node of descendants(scope)) {
    if (node.from < whole.from || (node.type !== "IfStatement" && node.type !== "AssertStatement")) continue;
    const isName = (tested: SyntaxNode) => textOf(tested) === name;
    if (goesOnWithout(node, isName)) return NOTHING;
    const found = stopAt(node, isName, listed !== null);
    if (found !== null) return isOnCondition(node) ? { ...found, stops: false } : found;
  }
  return NOTHING;
}

/** Inside an `if` of the same function that asks for something else; not `if x is None: x = …`, nor that of the main program. */
function isOnCondition(node: SyntaxNode): boolean {
  for (let inner = node; inner.parent !== null; inner = inner.parent) {
    const { parent } = inner;
    if (parent.type === "FunctionDefinition") return false;
    if (parent.type === "Body" && isAfterReturn(parent, inner)) return true;
    if (parent.type !== "IfStatement" || inner.type !== "Body") continue;
    const test = parent.children[1];
    const asked = /^(?:not\s+([\w.]+)|([\w.]+)\s+is\s+None)$/.exec(test === undefined ? "" : textOf(test));
    const held = asked?.[1] ?? asked?.[2];
    const isMade =
      held !== undefined &&
      [...descendants(inner)].some(
        (one) => one.type === "AssignStatement" && textOf(one.children[0]!) === held,
      );
    if (!isMade && !/__name__/.test(test === undefined ? "" : textOf(test))) return true;
  }
  return false;
}

/** After `if mode == "default": return None`; not after `if client: return client`, nor `return 0` of a main program. */
function isAfterReturn(body: SyntaxNode, inner: SyntaxNode): boolean {
  return body.children.some((statement) => {
    if (statement.type !== "IfStatement" || statement.from >= inner.from) return false;
    const last = childOf(statement, "Body")?.children.at(-1);
    const value = last?.type === "ReturnStatement" ? last.children[1] : undefined;
    if (value === undefined || value.type === "Number") return false;
    return !textOf(statement.children[1]!).includes(textOf(value));
  });
}

/** The expression with what only changes its form: `int(x)`, `x.strip()`, `x or ""`. */
function whatBecomesOf(read: SyntaxNode): SyntaxNode {
  let node = read;
  for (;;) {
    const above = node.parent;
    if (above === null) return node;
    const isForm =
      above.type === "ParenthesizedExpression" ||
      (above.type === "MemberExpression" &&
        above.parent?.type === "CallExpression" &&
        above.children[0] === node) ||
      (above.type === "CallExpression" && above.children[0] === node) ||
      (above.type === "ArgList" && /^(?:str|int|float|Path)\(/.test(textOf(above.parent!))) ||
      (above.type === "BinaryExpression" && /^(?:""|''|None)$/.test(textOf(above.children[2] ?? above)));
    if (!isForm) return node;
    node = above.type === "ArgList" ? above.parent! : above;
  }
}

function isTestOf(statement: SyntaxNode, node: SyntaxNode): boolean {
  const test = statement.children[1];
  return test !== undefined && test.from <= node.from && node.to <= test.to;
}

function assignedTo(node: SyntaxNode): string | null {
  const { parent } = node;
  if (parent?.type !== "AssignStatement" && parent?.type !== "NamedExpression") return null;
  const target = parent.children[0]!;
  return target === node ? null : textOf(target);
}

/** `missing = [name for name in NAMES if not os.getenv(name)]`. */
function missingList(node: SyntaxNode): string | null {
  const list = ancestorOf(node, "ArrayComprehensionExpression", "SetComprehensionExpression", "Body");
  if (list === null || list.type === "Body" || node.parent?.type !== "UnaryExpression") return null;
  return assignedTo(list);
}

/** What an `if` or an `assert` does when the value is missing; null: it asks something else. */
function stopAt(
  statement: SyntaxNode,
  isValue: (node: SyntaxNode) => boolean,
  isListOfMissing = false,
): Missing | null {
  const test = statement.children[1];
  if (test === undefined) return null;
  if (statement.type === "AssertStatement") {
    return isValue(test) ? { stops: true, message: textIn(statement) } : null;
  }
  const isMissing = isListOfMissing ? isValue(test) : saysMissing(test, isValue);
  const body = childOf(statement, "Body");
  if (!isMissing || body === undefined || !stops(body)) return null;
  return { stops: true, message: textIn(body) };
}

/** `if not cert and not key: return None`: without any of them, all is well. */
function goesOnWithout(statement: SyntaxNode, isValue: (node: SyntaxNode) => boolean): boolean {
  const [, test] = statement.children;
  const body = childOf(statement, "Body");
  if (test?.type !== "BinaryExpression" || test.children[1]?.type !== "and" || body === undefined)
    return false;
  const isAsked = [test.children[0]!, test.children[2]!].some((side) => saysMissing(side, isValue));
  return isAsked && !stops(body) && body.children.some(({ type }) => type === "ReturnStatement");
}

function saysMissing(test: SyntaxNode, isValue: (node: SyntaxNode) => boolean): boolean {
  const [first, second, third] = test.children;
  switch (test.type) {
    case "ParenthesizedExpression":
      return saysMissing(first!, isValue);
    case "UnaryExpression":
      return first?.type === "not" && second !== undefined && saysThere(second, isValue);
    case "BinaryExpression":
      if (second?.type === "or") return [first!, third!].some((side) => saysMissing(side, isValue));
      if (second?.type === "and") return [first!, third!].every((side) => saysMissing(side, isValue));
      return isValue(first!) && /^(?:is|==)\s*(?:None|""|'')$/.test(textBetween(first!, test));
    default:
      return false;
  }
}

function saysThere(test: SyntaxNode, isValue: (node: SyntaxNode) => boolean): boolean {
  if (isValue(test)) return true;
  if (test.type === "ParenthesizedExpression") return saysThere(test.children[0]!, isValue);
  if (test.type === "NamedExpression") return test.children.some(isValue);
  if (test.type === "BinaryExpression" && test.children[1]?.type === "and") {
    return [test.children[0]!, test.children[2]!].some((side) => saysThere(side, isValue));
  }
  if (test.type === "CallExpression" && calledName(test) === "all") {
    return test.children[1]?.children[0]?.children.some((item) => isValue(item)) ?? false;
  }
  return false;
}

function textBetween(first: SyntaxNode, whole: SyntaxNode): string {
  return whole.file.text.slice(first.to, whole.to).trim();
}

/** Its last statement raises, or leaves the program. */
function stops(body: SyntaxNode): boolean {
  return body.children.some((statement) => {
    if (statement.type === "RaiseStatement") return true;
    const call = statement.type === "ExpressionStatement" ? statement.children[0] : undefined;
    if (call?.type !== "CallExpression") return false;
    return /^(?:sys\.exit|exit|quit|os\._exit|\w*parser\.error|\w*ctx\.fail)$/.test(
      textOf(call.children[0]!),
    );
  });
}

/** The longest text in a piece of code. */
function textIn(node: SyntaxNode): string | null {
  let longest = "";
  for (const one of descendants(node)) {
    if (!/String$/.test(one.type) || one.parent?.type === "ContinuedString") continue;
    const text = stringParts(one)
      .map((part) => (typeof part === "string" ? part : textOf(part)))
      .join("")
      .trim();
    if (text.length > longest.length) longest = text;
  }
  return longest === "" ? null : longest;
}
