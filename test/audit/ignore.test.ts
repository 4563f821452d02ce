import { expect, it } from "vitest";
import type { Advisory } from "../../src/audit/advisory.ts";
import { ignoreList } from "../../src/audit/ignore.ts";
import { loadServersText } from "../../src/config/load.ts";

function advisory(id: string, ...aliases: string[]): Advisory {
  return {
    id,
    aliases,
    ecosystem: "npm",
    package: "a",
    affected: "*",
    fixed: [],
    severity: "low",
    cvss: null,
    title: "",
    url: null,
  };
}

const settings = {
  "GHSA-aaaa-bbbb-cccc": "not reached",
  "CVE-2026-1": { reason: "until the next release", until: "2026-06-30" },
  "GO-2025-0001": { reason: "old", until: "2026-06-01" },
};

it("passes over what an ID or an alias of it names, in any letter case", () => {
  const list = ignoreList(settings, ["pysec-2026-5"], "2026-06-30");
  expect(list.reasonFor(advisory("ghsa-AAAA-bbbb-cccc"))).toEqual({ reason: "not reached", until: null });
  expect(list.reasonFor(advisory("GHSA-x", "CVE-2026-1"))?.until).toBe("2026-06-30");
  expect(list.reasonFor(advisory("PYSEC-2026-5"))?.reason).toBe("--ignore");
  expect(list.reasonFor(advisory("GHSA-other"))).toBeNull();
  expect(list.unused()).toEqual([]);
});

it("lets what has an end count again on the day after it, and says so", () => {
  const list = ignoreList(settings, [], "2026-07-01");
  expect(list.reasonFor(advisory("CVE-2026-1"))).toBeNull();
  expect(list.expired).toEqual([
    { id: "CVE-2026-1", until: "2026-06-30" },
    { id: "GO-2025-0001", until: "2026-06-01" },
  ]);
  expect(list.unused()).toEqual(["GHSA-aaaa-bbbb-cccc"]);
});

it("is written in servers.yaml, with a reason", () => {
  const load = (ignore: string) =>
    loadServersText("/x/servers.yaml", `audit: { ignore: { ${ignore} } }\nservers: {}\n`);
  expect(load("GHSA-aaaa-bbbb-cccc: why, CVE-1: { reason: so, until: 2026-12-31 }").shared.audit).toEqual({
    ignore: { "GHSA-aaaa-bbbb-cccc": "why", "CVE-1": { reason: "so", until: "2026-12-31" } },
  });
  for (const wrong of [
    "CVE-1: ''",
    "CVE-1: { reason: so, until: 2026-13-01 }",
    "CVE-1: { until: 2026-12-31 }",
    "nothing: why",
  ])
    expect(() => load(wrong)).toThrow(expect.objectContaining({ code: "E_CONFIG_INVALID" }));
});
