/** danger: not recorded without `--accept`. notice: only shown. */
export type Severity = "danger" | "notice";

/** Something in a text that a person should look at. */
export interface TextFinding {
  /** The rule's name: `hidden-characters`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What it is, in our words. */
  readonly what: string;
  /** The place in the text, as the server wrote it: to be shown by `visible` only. */
  readonly excerpt: string;
}

/** What a text is: names and the like have narrower rules than what is written for a reader. */
export type TextKind = "name" | "prose";

export type TextRule = (text: string, kind: TextKind) => readonly TextFinding[];

/** A stretch of a text with some of what stands around it. */
export function excerptOf(text: string, start: number, end: number, around = 24): string {
  const from = Math.max(0, start - around);
  const to = Math.min(text.length, Math.min(end, start + 160) + around);
  return `${from > 0 ? "…" : ""}${text.slice(from, to)}${to < text.length ? "…" : ""}`;
}
