import type { Offer } from "../config/lock-offer-schema.ts";
import type { UserError } from "../errors.ts";
import { compareOffers, type OfferChange } from "./compare.ts";
import type { OfferResult } from "./offer-of.ts";
import type { OtherServer } from "./suspicions/others.ts";
import { type Suspicion, suspicionsOf } from "./suspicions/suspicions.ts";

/** What a server answered when it was asked. */
export type Answer = Extract<OfferResult, { ok: true }>;

interface Looked extends Pick<Answer, "offer" | "problems" | "varies" | "dummies" | "milliseconds"> {
  readonly suspicions: readonly Suspicion[];
}

/**
 * What verifying a server came to. new: nothing was known of it, and nothing is dangerous. suspicious: the same, but
 * something is. unchanged, changed: beside what was recorded.
 */
export type Verdict =
  | (Looked & { readonly state: "new" | "suspicious" })
  | (Looked & {
      readonly state: "unchanged" | "changed";
      readonly before: Offer;
      readonly changes: readonly OfferChange[];
    })
  | { readonly state: "failed"; readonly error: UserError };

/** Of a server that answered. */
export type Answered = Exclude<Verdict, { state: "failed" }>;

/**
 * Judges what a server answered.
 *
 * @param before what is recorded of it; null: nothing
 * @param others the other servers of the project, with what they offer
 */
export function verdictOf(
  self: Omit<OtherServer, "offer">,
  answer: Answer,
  before: Offer | null,
  others: readonly OtherServer[],
): Answered {
  const { offer, problems, varies, dummies, milliseconds, unstable } = answer;
  const looked = { offer, problems, varies, dummies, milliseconds };
  const [first = [], ...later] = answer.starts.map((start) =>
    suspicionsOf({ ...self, offer: start }, others),
  );
  const keys = new Set(first.map(keyOf));
  // What only another start has: it would be in no comparison with what is recorded.
  const elsewhere = new Map(
    later
      .flat()
      .filter((one) => !keys.has(keyOf(one)))
      .map((one) => [keyOf(one), one]),
  );
  if (before === null) {
    const suspicions = [...unstable, ...first, ...elsewhere.values()];
    const state = suspicions.some(({ severity }) => severity === "danger") ? "suspicious" : "new";
    return { ...looked, state, suspicions };
  }
  const changes = compareOffers(before, offer);
  if (changes.length === 0 && unstable.length === 0)
    return { ...looked, state: "unchanged", before, changes, suspicions: [] };
  // Its new words are in the changes; how it stands beside the others is not.
  const known = new Set(suspicionsOf({ ...self, offer: before }, others).map(keyOf));
  const beside = first.filter(({ rule }) => rule === "shadowing" || rule === "mentions");
  const suspicions = [...beside, ...elsewhere.values()].filter((one) => !known.has(keyOf(one)));
  return { ...looked, state: "changed", before, changes, suspicions: [...unstable, ...suspicions] };
}

function keyOf({ rule, part, name, place, what }: Suspicion): string {
  return JSON.stringify([rule, part, name, place, what]);
}
