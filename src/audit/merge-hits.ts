import { type Advisory, type Hit, rankOf } from "./advisory.ts";

/**
 * Hits with each weakness once: databases copy each other, and PyPI tells of the same one as PYSEC-… and GHSA-….
 * What has an ID in common, for the same version of the same package, is one; the order is that of the first of each.
 */
export function mergeHits(hits: readonly Hit[]): Hit[] {
  const merged: { hit: Hit; ids: ReadonlySet<string> }[] = [];
  for (const hit of hits) {
    const ids = new Set(idsOf(hit.advisory));
    const same = merged.filter(
      (one) => isSamePackage(one.hit, hit) && [...ids].some((id) => one.ids.has(id)),
    );
    // It may join what seemed to be two until now.
    const all = [...same, { hit, ids }];
    const joined = {
      hit: { version: hit.version, advisory: all.map((one) => one.hit.advisory).reduce(mergeTwo) },
      ids: new Set(all.flatMap((one) => [...one.ids])),
    };
    const [first, ...others] = same;
    if (first === undefined) merged.push(joined);
    else {
      merged[merged.indexOf(first)] = joined;
      for (const other of others) merged.splice(merged.indexOf(other), 1);
    }
  }
  return merged.map(({ hit }) => hit);
}

/** The ID and its aliases. */
export function idsOf({ id, aliases }: Advisory): string[] {
  return [id, ...aliases];
}

function isSamePackage(a: Hit, b: Hit): boolean {
  return (
    a.version === b.version &&
    a.advisory.package === b.advisory.package &&
    a.advisory.ecosystem === b.advisory.ecosystem
  );
}

function mergeTwo(a: Advisory, b: Advisory): Advisory {
  const worse =
    a.severity === "unknown" || (b.severity !== "unknown" && rankOf(b.severity) > rankOf(a.severity));
  const [id = a.id, ...aliases] = byFame([...new Set([...idsOf(a), ...idsOf(b)])]);
  const cvss = Math.max(a.cvss ?? 0, b.cvss ?? 0);
  return {
    id,
    aliases: aliases.sort(),
    ecosystem: a.ecosystem,
    package: a.package,
    affected: a.affected ?? b.affected,
    fixed: a.fixed.length > 0 ? a.fixed : b.fixed,
    severity: worse ? b.severity : a.severity,
    cvss: cvss === 0 ? null : cvss,
    title: a.title === "" ? b.title : a.title,
    url: a.url ?? b.url,
  };
}

const fame = [/^GHSA-/, /^CVE-/, /^(?:PYSEC|GO)-/];

/** The ID that most people know first. */
export function byFame(ids: readonly string[]): string[] {
  const rank = (id: string) => fame.findIndex((form) => form.test(id)) >>> 0;
  return ids.toSorted((a, b) => rank(a) - rank(b));
}
