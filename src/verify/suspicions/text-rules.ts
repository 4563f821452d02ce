import { controlCharacters } from "./control-characters.ts";
import { encoded } from "./encoded.ts";
import type { TextFinding, TextKind, TextRule } from "./finding.ts";
import { hiddenCharacters } from "./hidden-characters.ts";
import { instructions } from "./instructions.ts";
import { forgedNames } from "./names.ts";
import { padding } from "./padding.ts";

/** What is looked for in every text of a server. */
const rules: readonly TextRule[] = [
  hiddenCharacters,
  controlCharacters,
  forgedNames,
  instructions,
  encoded,
  padding,
];

/** A text's beginning that is looked at: a server cannot make us spend minutes on its words. */
const MAX_LENGTH = 200_000;

/** What is suspicious in one text. */
export function textFindings(text: string, kind: TextKind): TextFinding[] {
  const looked = text.slice(0, MAX_LENGTH);
  return rules.flatMap((rule) => rule(looked, kind));
}

/** What is suspicious in one text and was not in another. */
export function grownFindings(before: string, after: string, kind: TextKind): TextFinding[] {
  const known = new Map<string, number>();
  for (const finding of textFindings(before, kind))
    known.set(keyOf(finding), (known.get(keyOf(finding)) ?? 0) + 1);
  return textFindings(after, kind).filter((finding) => {
    const left = known.get(keyOf(finding)) ?? 0;
    known.set(keyOf(finding), left - 1);
    return left <= 0;
  });
}

function keyOf({ rule, severity, what }: TextFinding): string {
  return `${rule} ${severity} ${what}`;
}
