import { execa } from "execa";
import { expect, test } from "vitest";
import {
  type LockedNpmSourceServer,
  lockedNpmSourceServerSchema,
} from "../../src/config/lock-npm-source-schema.ts";
import { npmSourceNix } from "../../src/emit/npm-source-nix.ts";
import { formatAll, nixfmt } from "../nix/nixfmt.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { expectGolden, goldenPath } from "./golden.ts";

const sha256 = (letter: string) => `sha256-${letter.repeat(43)}=`;

function locked(change: Partial<LockedNpmSourceServer> = {}): LockedNpmSourceServer {
  return lockedNpmSourceServerSchema.parse({
    spec: "github:acme/tool",
    kind: "npm-source",
    package: "@acme/tool",
    version: "1.2.3",
    src: {
      type: "github",
      owner: "acme",
      repo: "tool",
      tag: "v1.2.3",
      rev: "0".repeat(40),
      hash: sha256("A"),
      githubBase: null,
      private: false,
    },
    root: "",
    folder: "",
    strategy: "npm",
    lockfile: { origin: "repository", digest: sha256("B"), packages: 12 },
    deps: { hash: sha256("C"), fetcherVersion: 1 },
    builds: [{ folder: "", package: "@acme/tool", script: "build" }],
    install: "package",
    ignoreFiles: false,
    bins: { tool: "dist/index.js" },
    mainProgram: "tool",
    allowScripts: [],
    npmFlags: [],
    meta: {
      description: "A tool.",
      homepage: "https://github.com/acme/tool",
      changelog: "https://github.com/acme/tool/releases/tag/v1.2.3",
      license: "MIT",
      node: null,
    },
    ...change,
  });
}

const src = locked().src;
const workspace = [
  { folder: "packages/core", package: "core", script: "build" },
  { folder: "packages/server", package: "@acme/tool", script: "compile" },
];

const cases: Readonly<Record<string, LockedNpmSourceServer>> = {
  npm: locked(),
  "npm-generated": locked({
    lockfile: { ...locked().lockfile, origin: "generated" },
    root: "servers/tool",
    builds: [],
    ignoreFiles: true,
  }),
  "npm-odd": locked({
    src: { ...src, tag: "@acme/tool@1.2.3", githubBase: "git.example.org", private: true },
    lockfile: { origin: "completed", digest: sha256("B"), packages: 0 },
    builds: [{ folder: "", package: "@acme/tool", script: "compile" }],
    npmFlags: ["--legacy-peer-deps"],
    allowScripts: ["better-sqlite3"],
  }),
  "npm-workspace": locked({
    folder: "packages/server",
    builds: workspace,
    install: "tree",
    deps: { hash: sha256("C"), fetcherVersion: 2 },
    bins: { tool: "dist/index.js", "tool-cli": "dist/cli.js" },
  }),
  pnpm: locked({
    strategy: "pnpm",
    install: "tree",
    deps: { hash: sha256("C"), fetcherVersion: 3 },
    src: { ...src, tag: null },
    version: "0-unstable-2026-01-02",
  }),
  "pnpm-workspace": locked({
    strategy: "pnpm",
    root: "js",
    folder: "packages/server",
    builds: workspace,
    install: "tree",
    deps: { hash: sha256("C"), fetcherVersion: 3 },
  }),
  yarn: locked({
    strategy: "yarn",
    deps: { hash: sha256("C"), fetcherVersion: null },
    builds: [{ folder: "", package: "@acme/tool", script: "compile" }],
  }),
  "yarn-workspace": locked({
    strategy: "yarn",
    folder: "packages/server",
    builds: workspace,
    install: "tree",
    deps: { hash: sha256("C"), fetcherVersion: null },
  }),
  "yarn-plain": locked({
    strategy: "yarn",
    deps: { hash: sha256("C"), fetcherVersion: null },
    builds: [],
    ignoreFiles: true,
  }),
};

const names = Object.keys(cases);

test.each(names)("package.nix of %s", async (name) => {
  await expectGolden(`npm-source/${name}.nix`, npmSourceNix("acme-tool", cases[name]!));
});

describeNix("Nix", () => {
  test("reads all of them", async () => {
    const files = names.map((name) => goldenPath(`npm-source/${name}.nix`));
    await execa("nix-instantiate", ["--parse", ...files], { env: requireNix().env });
  });
});

test.skipIf(nixfmt === null)("they are as nixfmt writes them", async () => {
  const texts = names.map((name) => npmSourceNix("acme-tool", cases[name]!));
  expect(await formatAll(nixfmt as string, texts)).toEqual(texts);
});
