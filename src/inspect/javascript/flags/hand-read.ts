import { ts } from "ts-morph";
import type { FlagFact } from "../../facts.ts";
import { bare, calledName, lastName, receiverOf } from "../syntax.ts";
import { type FlagReader, flag } from "./flag.ts";

const FLAG = /^--?[A-Za-z][\w-]*=?$/;

/** `--` flags that Node and browsers take, given on to a child. */
const METHODS =
  /^(?:includes|indexOf|lastIndexOf|startsWith|find|findIndex|some|has|getArg|hasFlag|getFlag|getArgValue|flag)$/;

/** Flags that code looks for in `process.argv` itself: `includes("--x")`, `indexOf("--x")`, `=== "--x"`, `startsWith("--x=")`, `case "--x"`. */
export const handRead: FlagReader = (index) => {
  const found: FlagFact[] = [];
  for (const node of index.texts) {
    if (!ts.isStringLiteralLike(node) || !FLAG.test(node.text) || node.text.length > 40) continue;
    const seen = lookedFor(node);
    if (seen === null) continue;
    const name = node.text.replace(/=$/, "");
    const takesValue = seen.takesValue || node.text.endsWith("=");
    if (/^--[A-Za-z]/.test(name)) found.push(flag(name, node, { takesValue, short: besides(node) }));
  }
  return found;
};

function lookedFor(node: ts.Node): { takesValue: boolean } | null {
  const { parent } = node;
  if (ts.isCaseClause(parent))
    return {
      takesValue: /argv|args|\+\+|shift\(/.test(
        parent.statements
          .map((one) => one.getText())
          .join(" ")
          .slice(0, 300),
      ),
    };
  if (ts.isBinaryExpression(parent) && /^===?$/.test(parent.operatorToken.getText())) {
    return {
      takesValue:
        ts.isIfStatement(parent.parent) &&
        /\[\s*\+*\+?\w+(?:\s*\+\s*1)?\s*\]|\.shift\(/.test(
          parent.parent.thenStatement.getText().slice(0, 300),
        ),
    };
  }
  if (!ts.isCallExpression(parent) || !parent.arguments.includes(node as ts.Expression)) return null;
  const called = calledName(parent) ?? "";
  if (!METHODS.test(called)) return null;
  const receiver = receiverOf(parent);
  const on = receiver === null ? "" : bare(receiver).getText().slice(0, 80);
  if (called === "startsWith") return { takesValue: node.getText().includes("=") };
  if (/indexOf|findIndex/.test(called)) return /arg/i.test(on) ? { takesValue: true } : null;
  return receiver === null || /arg|flag|param|option/i.test(on) || lastName(receiver) === "argv"
    ? { takesValue: false }
    : null;
}

/** `arg === "--port" || arg === "-p"` */
function besides(node: ts.Node): string | null {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent)) return null;
  const around = parent.parent;
  if (!ts.isBinaryExpression(around) || around.operatorToken.kind !== ts.SyntaxKind.BarBarToken) return null;
  return /["'](-\w)["']/.exec(around.getText().slice(0, 200))?.[1] ?? null;
}
