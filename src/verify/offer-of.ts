import type { Offer } from "../config/lock-offer-schema.ts";
import { type Asked, type AskOptions, askBuilt } from "./ask-built.ts";
import type { BuiltServer } from "./built-server.ts";
import { compareOffers } from "./compare.ts";
import type { Suspicion } from "./suspicions/suspicions.ts";
import { settled } from "./varying.ts";

interface OfferOptions extends AskOptions {
  /** What it offered before; null: nothing is known. */
  readonly before: Offer | null;
  readonly onStep?: ((text: string) => void) | undefined;
}

export type OfferResult =
  | (Extract<Asked, { ok: true }> & {
      /** Places that differ from start to start in a value, which is not part of the offer. */
      readonly varies: readonly string[];
      /** What differs from start to start otherwise. */
      readonly unstable: readonly Suspicion[];
      /** What it answered on each start. */
      readonly starts: readonly Offer[];
    })
  | Extract<Asked, { ok: false }>;

/**
 * What a built server offers. Where that is not what it offered before, it is started once more, and what differs
 * between the two starts by itself is taken out.
 */
export async function offerOfBuilt(server: BuiltServer, options: OfferOptions): Promise<OfferResult> {
  options.onStep?.("starting, speaking MCP");
  const first = await askBuilt(server, options);
  if (!first.ok) return first;
  const isKnown = options.before !== null && compareOffers(options.before, first.offer).length === 0;
  if (isKnown) return { ...first, varies: [], unstable: [], starts: [first.offer] };
  options.onStep?.("starting again: what differs by itself?");
  const second = await askBuilt(server, options);
  if (!second.ok) return { ok: false, reason: `it answered once; started again, ${second.reason}` };
  const starts = [first.offer, second.offer];
  return { ...first, ...settled(first.offer, second.offer), starts };
}
