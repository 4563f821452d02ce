import { ancestorOf, childOf, childrenOf, descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import { literal } from "./literals.ts";
import { functionAround } from "./names.ts";

/** What the code does where a value is missing. */
export interface Missing {
  /** It ends the program, or returns an error. */
  readonly stops: boolean;
  /** What it says then. */
  readonly message: string | null;
  /** What it takes instead. */
  readonly otherwise: SyntaxNode | null;
}

const NOTHING: Missing = { stops: false, message: null, otherwise: null };

/**
 * What becomes of an expression without a value: `x := os.Getenv("X")`, then `if x == "" { return errors.New(…) }`.
 *
 * @param read the expression that reads the value
 */
export function whenMissing(read: SyntaxNode): Missing {
  const names = assignedTo(read);
  const scope = functionAround(read);
  const own = ancestorOf(read, "IfStatement", "Block");
  const isTested = own?.type === "IfStatement";
  for (const node of descendants(scope)) {
    if (node.type !== "IfStatement" || (node.from < read.from && node !== own)) continue;
    const isValue = (tested: SyntaxNode) =>
      isSame(tested, read) || (names.length > 0 && names.includes(textOf(tested)));
    if (goesOnWithout(node, isValue)) return NOTHING;
    const found = ofTest(node, isValue);
    if (found !== null) return found;
    if (isTested && node === own && names.length > 0) return NOTHING;
  }
  return NOTHING;
}

function isSame(node: SyntaxNode, read: SyntaxNode): boolean {
  const inner =
    node.type === "CallExpr" && /TrimSpace$/.test(textOf(node.children[0]!)) ? innerOf(node) : node;
  return inner === read;
}

function innerOf(call: SyntaxNode): SyntaxNode | undefined {
  return childOf(call, "Arguments")?.children[0];
}

/** The variables that are given the value, and whether there is one: `value, ok := os.LookupEnv("X")`. */
function assignedTo(read: SyntaxNode): string[] {
  const above = read.parent?.type === "Arguments" ? read.parent.parent! : read;
  const { parent } = above;
  if (parent === null || !/^(?:VarDecl|VarSpec|Assignment)$/.test(parent.type)) return [];
  const equals = parent.children.findIndex(({ type }) => type === "=" || type === ":=");
  const targets = parent.children.slice(0, equals);
  const at = parent.children.indexOf(above) - equals - 1;
  const own = parent.children.length - equals - 1 === 1 ? targets : targets.slice(at, at + 1);
  return own.map((target) => textOf(target)).filter((name) => name !== "_");
}

/** `if cert == "" && key == "" { return nil }`: without any of them, all is well. */
function goesOnWithout(statement: SyntaxNode, isValue: (node: SyntaxNode) => boolean): boolean {
  const body = childOf(statement, "Block");
  const test = statement.children[statement.children.indexOf(body!) - 1];
  if (body === undefined || test?.type !== "BinaryExp" || textOf(test.children[1]!) !== "&&") return false;
  const isAsked = [test.children[0]!, test.children[2]!].some((side) => saysMissing(side, isValue));
  return isAsked && !stops(body) && body.children.some(({ type }) => type === "ReturnStatement");
}

function ofTest(statement: SyntaxNode, isValue: (node: SyntaxNode) => boolean): Missing | null {
  const body = childOf(statement, "Block");
  const test = statement.children[statement.children.indexOf(body!) - 1];
  if (body === undefined || test === undefined || !saysMissing(test, isValue)) return null;
  const otherwise = body.children.find(
    (one) => one.type === "Assignment" && one.children.length === 3 && isValue(one.children[0]!),
  );
  if (otherwise !== undefined) return { stops: false, message: null, otherwise: otherwise.children[2]! };
  return stops(body) ? { stops: true, message: textIn(body), otherwise: null } : null;
}

function saysMissing(test: SyntaxNode, isValue: (node: SyntaxNode) => boolean): boolean {
  const [first, second, third] = test.children;
  if (test.type === "ParenthesizedExpr") return saysMissing(first!, isValue);
  if (test.type === "UnaryExp") return textOf(first!) === "!" && isValue(second!);
  if (test.type !== "BinaryExp" || third === undefined) return false;
  const sign = textOf(second!);
  if (sign === "||") return saysMissing(first!, isValue) || saysMissing(third, isValue);
  if (sign === "&&") return saysMissing(first!, isValue) && saysMissing(third, isValue);
  if (sign !== "==") return false;
  const measured =
    first!.type === "CallExpr" && textOf(first!.children[0]!) === "len" ? innerOf(first!) : first;
  return measured !== undefined && isValue(measured) && /^(?:""|``|0)$/.test(textOf(third));
}

const ENDS = /^(?:log(?:ger)?\.(?:Fatal|Panic)\w*|\w+\.Fatal\w*|os\.Exit|panic)$/;
const FAILS =
  /^(?:errors\.New|fmt\.Errorf|errors\.Errorf|errors\.Wrapf?|cli\.Exit|mcp\.NewToolResultError\w*)$/;

function stops(body: SyntaxNode): boolean {
  return body.children.some((statement) => {
    const calls = [...descendants(statement)].filter(({ type }) => type === "CallExpr");
    if (statement.type === "ReturnStatement") {
      const isError = childrenOf(statement, "VariableName").some((name) => /^[eE]rr[A-Z]/.test(textOf(name)));
      return isError || calls.some((call) => FAILS.test(textOf(call.children[0]!)));
    }
    return statement.type === "ExprStatement" && calls.some((call) => ENDS.test(textOf(call.children[0]!)));
  });
}

/** The longest text in a piece of code. */
function textIn(node: SyntaxNode): string | null {
  const texts = [...descendants(node)].map((one) => literal(one)?.trim() ?? "");
  const longest = texts.reduce((best, text) => (text.length > best.length ? text : best), "");
  return longest === "" ? null : longest;
}
