import { diffWordsWithSpace } from "diff";
import type { OfferChange } from "./compare.ts";
import { visible, visibleLine } from "./visible.ts";

/** Functions that colour, or leave text as it is: those of `ui/colors.ts`. */
type Paint = (text: string) => string;
export interface ChangeColors {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
}

/** Texts beyond this are not compared word by word: the time it takes grows with the square of the edits. */
const MOST_EDITS = 2000;
/** What of an unchanged stretch is shown at its ends, in characters. */
const AROUND = 60;
/** How much of a new or an old text is shown. */
const MOST_SHOWN = 4000;

/** A change for a person: what it is, the words that differ, what is suspicious about them. No line end at the end. */
export function changeText(change: OfferChange, colors: ChangeColors): string {
  const paint = { danger: colors.red, warning: colors.yellow, notice: colors.dim }[change.severity];
  const subject = change.name === null ? "" : `${change.part} ${colors.bold(visibleLine(change.name, 80))} `;
  const head = `${paint(change.severity)}: ${subject}${visibleLine(change.what)}`;
  const findings = change.findings.map(
    ({ what, excerpt, severity }) =>
      `  ${(severity === "danger" ? colors.red : colors.yellow)("!")} ${visibleLine(what)}${excerpt === "" ? "" : `: “${visibleLine(excerpt)}”`}`,
  );
  return [head, ...indented(bodyOf(change, colors)), ...findings].join("\n");
}

function bodyOf({ before, after }: OfferChange, colors: ChangeColors): string {
  if (before === null && after === null) return "";
  if (before === null) return `+ ${colors.green(cut(visible(after!)))}`;
  if (after === null) return `- ${colors.red(cut(visible(before)))}`;
  return wordDiff(before, after, colors);
}

/** The words that went in red with `[-…-]`, those that came in green with `{+…+}`, as git's --word-diff has it. */
export function wordDiff(before: string, after: string, colors: ChangeColors): string {
  const parts = diffWordsWithSpace(visible(before), visible(after), { maxEditLength: MOST_EDITS });
  if (parts === undefined)
    return `- ${colors.red(cut(visible(before)))}\n+ ${colors.green(cut(visible(after)))}`;
  return parts
    .map(({ value, added, removed }, index) => {
      if (added) return colors.green(`{+${cut(value)}+}`);
      if (removed) return colors.red(`[-${cut(value)}-]`);
      return shortened(value, index > 0, index < parts.length - 1);
    })
    .join("");
}

function shortened(text: string, hasBefore: boolean, hasAfter: boolean): string {
  const [head, tail] = [hasBefore ? text.slice(0, AROUND) : "", hasAfter ? text.slice(-AROUND) : ""];
  return head.length + tail.length >= text.length ? text : `${head} … ${tail}`;
}

function cut(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)} … (${text.length} characters)` : text;
}

function indented(text: string): string[] {
  return text === "" ? [] : text.split("\n").map((line) => `    ${line}`);
}
