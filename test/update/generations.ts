import type { FakePackage, FakeVersion } from "../support/fake-registry.ts";

const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day).toISOString();

interface People {
  readonly maintainers: readonly string[];
  readonly publisher: string;
}
const alice: People = { maintainers: ["alice"], publisher: "alice" };
const mallory: People = { maintainers: ["alice", "mallory"], publisher: "mallory" };

const version = (
  days: number,
  manifest: Record<string, unknown>,
  people: People,
  more: Partial<FakeVersion> = {},
): FakeVersion => ({
  manifest: {
    bin: "cli.js",
    license: "MIT",
    repository: "https://github.com/example/gen-mcp",
    ...manifest,
  },
  files: { "cli.js": "#!/usr/bin/env node\n" },
  time: ago(days),
  ...more,
  registryFields: {
    maintainers: people.maintainers.map((name) => ({ name, email: `${name}@example.org` })),
    _npmUser: { name: people.publisher, email: `${people.publisher}@example.org` },
    ...more.registryFields,
  },
});

const signed = {
  dist: { attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } } },
};

/** Three generations of one server: patch, minor and major, one deprecated, one a pre-release, one of this hour. */
export const generations: Readonly<Record<string, FakePackage>> = {
  "gen-mcp": {
    versions: {
      "1.0.0": version(100, {}, alice, signed),
      "1.0.1": version(90, {}, alice, signed),
      "1.1.0": version(60, { dependencies: { plain: "^1.0.0" } }, alice, signed),
      "1.1.1": version(50, {}, alice, { deprecated: "broken, use 1.1.0" }),
      "2.0.0": version(
        30,
        { dependencies: { plain: "^1.0.0", scripted: "^1.0.0" }, license: "ISC", engines: { node: ">=20" } },
        mallory,
      ),
      "2.0.1": version(0.02, { dependencies: { plain: "^1.0.0" } }, mallory),
      "2.1.0-beta.1": version(0.01, {}, mallory),
      "2.2.0": version(0.01, { engines: { node: ">=99" } }, mallory),
    },
    distTags: { latest: "2.0.1", next: "2.1.0-beta.1" },
  },
  plain: { versions: { "1.0.0": { manifest: { license: "MIT" } } } },
  scripted: {
    versions: {
      "1.0.0": {
        manifest: { license: "MIT", scripts: { postinstall: "node steal.js" } },
        files: { "steal.js": "" },
      },
    },
  },
  "other-mcp": {
    versions: {
      "0.4.1": version(80, {}, alice),
      "0.4.2": version(70, {}, alice),
      "0.5.0": version(10, {}, alice),
    },
  },
};
