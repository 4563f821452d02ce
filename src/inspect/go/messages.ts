import { ancestorOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { calledName } from "./calls.ts";
import { literal } from "./literals.ts";

/** Texts that a user sees: of errors, warnings, and of what the program prints. */
export function messagesOf(analysis: Analysis): string[] {
  const texts: string[] = [];
  for (const node of analysis.nodes()) {
    const text = literal(node);
    if (text === null) continue;
    const call = ancestorOf(node, "CallExpr", "Block");
    if (call?.type !== "CallExpr") continue;
    if (
      /^(?:New|Errorf?|Fatal\w*|Panic\w*|Warn\w*|Error\w*|Print\w*|Fprint\w*|Exit|Wrapf?)$/.test(
        calledName(call) ?? "",
      )
    ) {
      texts.push(text.trim());
    }
  }
  return texts;
}
