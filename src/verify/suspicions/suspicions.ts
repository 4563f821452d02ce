import { type OfferText, textsOf } from "../offer-texts.ts";
import type { TextFinding } from "./finding.ts";
import { mentions, type OtherServer, shadowing } from "./others.ts";
import { textFindings } from "./text-rules.ts";

/** Something about a server that a person should look at, and where it is. */
export interface Suspicion extends TextFinding, Pick<OfferText, "part" | "name" | "place"> {}

/** More of them help nobody. */
const MOST = 100;

/** All that is suspicious in what a server offers, alone and beside the other servers; what is a danger first. */
export function suspicionsOf(self: OtherServer, others: readonly OtherServer[]): Suspicion[] {
  const alone = [...textsOf(self.offer)].flatMap(({ part, name, place, kind, text }) =>
    textFindings(text, kind).map((finding) => ({ ...finding, part, name, place })),
  );
  const all = [...alone, ...shadowing(self, others), ...mentions(self, others)];
  // A key that is a sentence is judged as a name and as prose.
  const once = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return once.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

function rank({ severity }: Suspicion): number {
  return severity === "danger" ? 0 : 1;
}
