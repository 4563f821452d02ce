import { ancestorOf, descendants, textOf } from "../syntax/node.ts";
import { calledName } from "./call-sites.ts";
import type { PythonProgram } from "./program.ts";
import { stringParts } from "./strings.ts";

/** Texts that a user sees: of errors, warnings, and of what the program prints. */
export function messagesOf(program: PythonProgram): string[] {
  const texts: string[] = [];
  for (const { root } of program.modules.values()) {
    for (const node of descendants(root)) {
      if (!/String$/.test(node.type) || node.parent?.type === "ContinuedString") continue;
      const around = ancestorOf(node, "RaiseStatement", "CallExpression", "Body", "Script");
      const isSeen =
        around?.type === "RaiseStatement" ||
        (around?.type === "CallExpression" &&
          /^(?:\w*Error|\w*Exception|error|critical|warning|print|echo|exit|fail)$/.test(
            calledName(around) ?? "",
          ));
      if (!isSeen) continue;
      texts.push(
        stringParts(node)
          .map((part) => (typeof part === "string" ? part : textOf(part)))
          .join("")
          .trim(),
      );
    }
  }
  return texts;
}
