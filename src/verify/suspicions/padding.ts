import { excerptOf, type TextFinding } from "./finding.ts";

/** More than any honest layout has. */
const gap = /(?<![ \t\u00A0])[ \t\u00A0]{120,}(?=\S)|(?<!\s)(?:[ \t\u00A0]*\r?\n){25,}[ \t]*(?=\S)/g;
/** Longer than nearly every description of a tool; what stands far below is not read. */
const LONG = 10_000;

/** Text pushed out of sight by blanks, and texts so long that nobody reads them to their end. */
export function padding(text: string): TextFinding[] {
  const pushed = [...text.matchAll(gap)].slice(0, 3).map((found) => ({
    rule: "padding",
    severity: "danger" as const,
    what: `text behind ${found[0].length} blanks, out of sight where it is shown`,
    excerpt: excerptOf(text, found.index + found[0].length, found.index + found[0].length + 60, 0),
  }));
  if (text.length <= LONG) return pushed;
  const long = {
    rule: "padding",
    severity: "notice" as const,
    what: `a text of ${text.length} characters`,
    excerpt: "",
  };
  return [...pushed, long];
}
