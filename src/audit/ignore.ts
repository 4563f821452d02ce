import type { AuditSettings } from "../config/audit-schema.ts";
import type { Advisory } from "./advisory.ts";
import { idsOf } from "./merge-hits.ts";

/** Why an advisory is passed over. */
export interface Ignored {
  readonly reason: string;
  /** The last day; null: for good. */
  readonly until: string | null;
}

/** What is passed over, and what of it nothing was found for. */
export interface IgnoreList {
  /** null: it counts. */
  reasonFor(advisory: Advisory): Ignored | null;
  /** Entries of servers.yaml whose last day has passed: ID and day. */
  readonly expired: readonly { readonly id: string; readonly until: string }[];
  /** IDs of servers.yaml that no advisory answered to. To be asked when all were seen. */
  unused(): string[];
}

/**
 * @param settings `audit.ignore` of servers.yaml
 * @param given IDs of the command line
 * @param today `2026-12-31`, in UTC
 */
export function ignoreList(
  settings: AuditSettings["ignore"],
  given: readonly string[],
  today: string,
): IgnoreList {
  const entries = Object.entries(settings ?? {}).map(([id, entry]) =>
    typeof entry === "string"
      ? { id, reason: entry, until: null }
      : { id, reason: entry.reason, until: entry.until ?? null },
  );
  const isOver = (until: string | null): until is string => until !== null && until < today;
  const inForce = new Map<string, Ignored>();
  for (const { id, reason, until } of entries) if (!isOver(until)) inForce.set(key(id), { reason, until });
  for (const id of given) inForce.set(key(id), { reason: "--ignore", until: null });
  const used = new Set<string>();
  return {
    reasonFor(advisory) {
      const hits = idsOf(advisory)
        .map(key)
        .filter((id) => inForce.has(id));
      for (const id of hits) used.add(id);
      return hits[0] === undefined ? null : inForce.get(hits[0])!;
    },
    expired: entries.flatMap(({ id, until }) => (isOver(until) ? [{ id, until }] : [])),
    unused: () => entries.filter(({ id, until }) => !isOver(until) && !used.has(key(id))).map(({ id }) => id),
  };
}

/** IDs are written in upper and in lower case. */
function key(id: string): string {
  return id.toLowerCase();
}
