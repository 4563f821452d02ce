import { diffArrays } from "diff";
import type { Offer } from "../config/lock-offer-schema.ts";
import { canonical, isObject, type Json } from "./json.ts";
import { textFindings } from "./suspicions/text-rules.ts";

/** More than that is another text, and not one with a time or a number in it. */
const MAX_SPANS = 6;
const MAX_SPAN_LENGTH = 64;
/** In the place of what differs by itself. */
const VARIES = "$VARIES";

/**
 * Of two offers of the same server, started twice, the one that is the same each time: words that differ by themselves
 * (a time, a number) have a name in their place.
 *
 * @returns the offer, and the places that differ
 */
export function settled(
  first: Offer,
  second: Offer,
): { readonly offer: Offer; readonly varies: readonly string[] } {
  const varies: string[] = [];
  const offer = settledJson(first as Json, second as Json, "", varies) as Offer;
  return { offer, varies };
}

function settledJson(first: Json, second: Json, place: string, varies: string[]): Json {
  if (canonical(first) === canonical(second)) return first;
  if (typeof first === "string" && typeof second === "string") {
    varies.push(place);
    return settledText(first, second);
  }
  if (Array.isArray(first) && Array.isArray(second) && first.length === second.length)
    return first.map((one, index) => settledJson(one, second[index] as Json, place, varies));
  if (!isObject(first) || !isObject(second)) {
    varies.push(place);
    return first;
  }
  const at = (key: string) => (place === "" ? key : `${place}.${key}`);
  for (const key of Object.keys(second)) if (!Object.hasOwn(first, key)) varies.push(at(key));
  return Object.fromEntries(
    Object.entries(first).map(([key, one]) => {
      if (Object.hasOwn(second, key)) return [key, settledJson(one, second[key] as Json, at(key), varies)];
      varies.push(at(key));
      return [key, one];
    }),
  );
}

function settledText(first: string, second: string): string {
  const parts = diffArrays(first.split(/(\s+)/), second.split(/(\s+)/), { maxEditLength: 200 });
  if (parts === undefined) return first;
  let [text, spans, isInSpan] = ["", 0, false];
  for (const { value, added, removed } of parts) {
    const words = value.join("");
    if (!added && !removed) text += words;
    else if (words.length > MAX_SPAN_LENGTH) return first;
    else if (!isInSpan) [text, spans] = [text + VARIES, spans + 1];
    isInSpan = added || removed;
  }
  // What is suspicious is not hidden behind a name.
  const hides = textFindings(first, "prose").length !== textFindings(text, "prose").length;
  return spans > MAX_SPANS || hides ? first : text;
}
