import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Advisory, type Hit, reaches, severityOf } from "../../src/audit/advisory.ts";
import { idsOf, mergeHits } from "../../src/audit/merge-hits.ts";

function hit(id: string, aliases: readonly string[], more: Partial<Advisory> = {}, version = "1.0.0"): Hit {
  return {
    version,
    advisory: {
      id,
      aliases,
      ecosystem: "pypi",
      package: "h11",
      affected: null,
      fixed: [],
      severity: "unknown",
      cvss: null,
      title: "",
      url: null,
      ...more,
    },
  };
}

const ids = fc.constantFrom("GHSA-a", "GHSA-b", "CVE-1", "CVE-2", "PYSEC-1", "GO-1");
const hits = fc.array(
  fc
    .record({
      all: fc.uniqueArray(ids, { minLength: 1, maxLength: 3 }),
      package: fc.constantFrom("a", "b"),
      severity: fc.constantFrom("unknown" as const, "low" as const, "high" as const),
    })
    .map(({ all: [id = "", ...aliases], ...more }) => hit(id, aliases, more)),
  { maxLength: 8 },
);

describe("mergeHits", () => {
  it("tells of one weakness once, by the name that people know", () => {
    const merged = mergeHits([
      hit("PYSEC-2025-1", ["CVE-2025-43859"], { fixed: ["0.16.0"] }),
      hit("GHSA-vqfr-h8mv-ghfj", ["CVE-2025-43859"], { title: "lenient", severity: "critical", cvss: 9.1 }),
    ]);
    expect(merged).toHaveLength(1);
    expect(merged[0]?.advisory).toMatchObject({
      id: "GHSA-vqfr-h8mv-ghfj",
      aliases: ["CVE-2025-43859", "PYSEC-2025-1"],
      fixed: ["0.16.0"],
      severity: "critical",
      cvss: 9.1,
      title: "lenient",
    });
  });

  it("joins two that only a third shows to be one", () => {
    const merged = mergeHits([hit("CVE-1", []), hit("GHSA-b", []), hit("PYSEC-1", ["CVE-1", "GHSA-b"])]);
    expect(merged.map(({ advisory }) => idsOf(advisory).sort())).toEqual([["CVE-1", "GHSA-b", "PYSEC-1"]]);
  });

  it("keeps versions and packages apart", () => {
    expect(mergeHits([hit("CVE-1", []), hit("CVE-1", [], {}, "2.0.0")])).toHaveLength(2);
    expect(mergeHits([hit("CVE-1", []), hit("CVE-1", [], { package: "other" })])).toHaveLength(2);
  });

  it("loses no ID, leaves no ID in two, and does nothing a second time", () => {
    fc.assert(
      fc.property(hits, (some) => {
        const merged = mergeHits(some);
        const named = (list: readonly Hit[]) =>
          list.flatMap(({ advisory }) => idsOf(advisory).map((id) => `${advisory.package} ${id}`));
        expect(new Set(named(merged))).toEqual(new Set(named(some)));
        expect(new Set(named(merged)).size).toBe(named(merged).length);
        expect(mergeHits(merged)).toEqual(merged);
      }),
    );
  });
});

describe("severities", () => {
  it("are npm's words, whoever wrote them", () => {
    expect(["HIGH", "MEDIUM", "none", "", undefined, "awful"].map(severityOf)).toEqual([
      "high",
      "moderate",
      "info",
      "unknown",
      "unknown",
      "unknown",
    ]);
  });

  it("that nobody stated count at every level", () => {
    expect(reaches("unknown", "critical")).toBe(true);
    expect(reaches("info", "low")).toBe(false);
    expect(reaches("moderate", "high")).toBe(false);
    expect(reaches("critical", "high")).toBe(true);
  });
});
