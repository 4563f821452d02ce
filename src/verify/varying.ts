import { diffArrays } from "diff";
import type { Offer } from "../config/lock-offer-schema.ts";
import { canonical, isObject, type Json, shownJson } from "./json.ts";
import type { Part } from "./offer-texts.ts";
import { excerptOf } from "./suspicions/finding.ts";
import type { Suspicion } from "./suspicions/suspicions.ts";
import { textFindings } from "./suspicions/text-rules.ts";
import { isValue, tokensOf } from "./values.ts";

/** More than that is another text, and not one with a time or a number in it. */
const MAX_SPANS = 6;
/** In the place of a value that differs by itself. */
const VARIES = "$VARIES";

interface Settled {
  readonly offer: Offer;
  /** Places in which a value differs. */
  readonly varies: readonly string[];
  /** What differs otherwise: a server that says this today and that tomorrow can be trusted with neither. */
  readonly unstable: readonly Suspicion[];
}

/**
 * Of two offers of the same server, started twice, the one that is the same each time: values that differ by
 * themselves (a time, a number) have a name in their place. What is there on one start only is in it too, and of two
 * other texts the more suspicious one.
 */
export function settled(first: Offer, second: Offer): Settled {
  const varies: string[] = [];
  const unstable: Suspicion[] = [];
  const settle = (a: Json, b: Json, path: readonly string[]): Json => {
    if (canonical(a) === canonical(b)) return a;
    if (typeof a === "string" && typeof b === "string") {
      const text = settledText(a, b);
      if (text === null) unstable.push(otherText(a, b, path));
      else varies.push(path.join("."));
      return text ?? (findingsIn(b) > findingsIn(a) ? b : a);
    }
    if (typeof a === "number" && typeof b === "number") {
      varies.push(path.join("."));
      return a;
    }
    if (Array.isArray(a) && Array.isArray(b) && a.length === b.length)
      return a.map((one, index) => settle(one, b[index] as Json, path));
    if (!isObject(a) || !isObject(b)) {
      unstable.push(otherText(shownJson(a) ?? "", shownJson(b) ?? "", path));
      return a;
    }
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return Object.fromEntries(
      [...keys].map((key) => {
        const at = [...path, key];
        const isInBoth = Object.hasOwn(a, key) && Object.hasOwn(b, key);
        if (isInBoth) return [key, settle(a[key] as Json, b[key] as Json, at)];
        unstable.push(suspicion(at, "it is there on one start of the server and not on another", ""));
        return [key, (Object.hasOwn(a, key) ? a[key] : b[key]) as Json];
      }),
    );
  };
  const offer = settle(first as Json, second as Json, []) as Offer;
  return { offer, varies, unstable };
}

/** The text with a name for each value that differs; null where more than values does. */
function settledText(first: string, second: string): string | null {
  const parts = diffArrays(tokensOf(first), tokensOf(second), { maxEditLength: 200 });
  if (parts === undefined) return null;
  let [text, spans, isInSpan] = ["", 0, false];
  for (const { value, added, removed } of parts) {
    const isSpan = added || removed;
    if (!isSpan) text += value.join("");
    else if (!isValue(value)) return null;
    else if (!isInSpan) [text, spans] = [text + VARIES, spans + 1];
    isInSpan = isSpan;
  }
  // What is suspicious is not hidden behind a name.
  const hides = findingsIn(first) !== findingsIn(text) || findingsIn(second) !== findingsIn(text);
  return spans > MAX_SPANS || hides ? null : text;
}

function findingsIn(text: string): number {
  return textFindings(text, "prose").length;
}

function otherText(first: string, second: string, path: readonly string[]): Suspicion {
  let start = 0;
  while (start < first.length && first[start] === second[start]) start++;
  const shown = [first, second].map((text) => excerptOf(text, start, start + 40)).join("” / “");
  return suspicion(path, "it differs from start to start, and not only in a number or a time", shown);
}

const parts: Readonly<Record<string, Part>> = { tools: "tool", prompts: "prompt", resources: "resource" };

function suspicion([head = "", name, ...rest]: readonly string[], what: string, excerpt: string): Suspicion {
  const part = parts[head] ?? "instructions";
  const place = rest.length === 0 ? (parts[head] === undefined ? head : "name") : rest.join(".");
  return { rule: "starts", severity: "danger", part, name: name ?? null, place, what, excerpt };
}
