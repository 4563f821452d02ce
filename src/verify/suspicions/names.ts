import { foreignLetters } from "./confusables.ts";
import type { TextFinding, TextKind } from "./finding.ts";

/** Letters in a name that only look like those they stand for. */
export function forgedNames(text: string, kind: TextKind): TextFinding[] {
  if (kind !== "name") return [];
  const foreign = foreignLetters(text);
  if (foreign.length === 0) return [];
  const codes = foreign.map(
    (letter) => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return [
    {
      rule: "names",
      severity: "danger",
      what: `a name with letters of another script that look like Latin ones (${codes.join(", ")})`,
      excerpt: text,
    },
  ];
}
