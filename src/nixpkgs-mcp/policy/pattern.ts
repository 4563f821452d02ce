import { outputNames } from "../execution/attr.ts";

/** A step of an attribute path as requests have them, with `*` and `?`. */
const STEP = /^[A-Za-z0-9_@/+*?][A-Za-z0-9_@/+~.'*?-]*$/;

/**
 * A pattern over attribute paths in the form that requests are compared in: without `pkgs.` in front, and with
 * quotes only where a name has a dot inside; `null` for what no request could ever match.
 */
export function normalPattern(text: string): string | null {
  const steps: string[] = [];
  const step = /(?:"([^"]*)"|([^".]+))(\.|$)/y;
  for (let ended = false; !ended; ) {
    const match = step.exec(text.trim());
    const name = match?.[1] ?? match?.[2] ?? "";
    if (match === null || !STEP.test(name)) return null;
    steps.push(name);
    ended = match[3] === "";
  }
  while (steps.length > 1 && steps[0] === "pkgs") steps.shift();
  if (steps.length > 1 && outputNames.has(steps[0]!)) return null;
  return steps.map((name) => (name.includes(".") ? `"${name}"` : name)).join(".");
}
