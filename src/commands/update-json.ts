import type { Outcome } from "../update/update.ts";
import { OfferRefused } from "../update/update-server.ts";

/** A server's part of `update --json`. */
export function outcomeJson(outcome: Outcome): Record<string, unknown> {
  const { name, source } = outcome.server;
  if (outcome.state === "kept") return { name, source, state: "kept", policy: "none" };
  if (outcome.state === "unlocked") return { name, source, state: "unlocked", reason: outcome.reason };
  if (outcome.state === "failed") return { name, source, state: "failed", error: outcome.error.toJSON() };
  const { published, choice, wish } = outcome.asked;
  const { shown } = published;
  const common = {
    name,
    source,
    policy: wish.policy,
    from: shown(published.current),
    latest: shown(choice.latest),
    heldBack: choice.heldBack.map((one) => ({ ...one, version: shown(one.version) })),
  };
  if (outcome.state === "current") return { ...common, state: "current", uncommitted: outcome.uncommitted };
  if (outcome.state === "refused") {
    const { error } = outcome;
    const refused = error instanceof OfferRefused ? error : error.cause;
    return {
      ...common,
      state: "failed",
      to: choice.target === null ? null : shown(choice.target),
      error: error.toJSON(),
      ...(refused instanceof OfferRefused
        ? { offerChanges: refused.changes, suspicions: refused.suspicions }
        : {}),
    };
  }
  const { to, report, offerChanges, suspicions, built, written, notes } = outcome;
  return {
    ...common,
    state: written === null ? "available" : "updated",
    to,
    newSource: outcome.source,
    report,
    offerChanges,
    suspicions,
    compared: outcome.compared,
    recorded: outcome.recorded,
    build: built === null ? null : { outPath: built.outPath, ...built.facts },
    files: written?.files ?? [],
    commit: written?.commit ?? null,
    notes,
  };
}
