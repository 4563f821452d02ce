import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { type LockedGoServer, lockedGoServerSchema } from "../../src/config/lock-go-schema.ts";
import { goNix } from "../../src/emit/go-nix.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { expectGolden, goldenPath } from "./golden.ts";

const sha256 = (letter: string) => `sha256-${letter.repeat(43)}=`;

function locked(change: Partial<LockedGoServer> = {}): LockedGoServer {
  return {
    spec: "go:github.com/owner/tool/cmd/tool",
    kind: "go",
    package: "github.com/owner/tool",
    version: "1.2.3",
    src: {
      type: "go-module",
      path: "github.com/owner/tool",
      url: null,
      hash: sha256("A"),
      sum: `h1:${"B".repeat(43)}=`,
    },
    modRoot: "",
    strategy: "vendor",
    vendorHash: sha256("C"),
    modules: 12,
    deleteVendor: false,
    workspace: false,
    bins: { tool: "cmd/tool" },
    mainProgram: "tool",
    versionVariables: [{ variable: "main.version", value: "version" }],
    cgo: [],
    ...change,
    meta: {
      description: "A server of tools.",
      homepage: "https://github.com/owner/tool",
      changelog: "https://github.com/owner/tool/releases/tag/v1.2.3",
      license: "Apache-2.0",
      go: "1.24.0",
      deprecated: null,
      ...change.meta,
    },
  };
}

const module = locked().src as LockedGoServer["src"] & { type: "go-module" };
const github = {
  type: "github",
  owner: "owner",
  repo: "tool",
  tag: "sub/v1.2.3",
  rev: "0".repeat(40),
  githubBase: null,
  private: false,
  hash: sha256("A"),
} as const;

const servers: Readonly<Record<string, LockedGoServer>> = {
  module: locked(),
  zip: locked({
    src: {
      ...module,
      path: "example.com/Owner/tool/v2",
      url: "https://modules.example/example.com/!owner/tool/v2/@v/v1.2.3.zip",
    },
  }),
  root: locked({ bins: { tool: "" }, vendorHash: null, modules: 0, versionVariables: [] }),
  cgo: locked({ cgo: ["example.com/c"], strategy: "proxy-vendor", workspace: true }),
  leftovers: locked({
    deleteVendor: true,
    workspace: true,
    version: "0.0.0-20250102030405-abcdefabcdef",
    versionVariables: [
      { variable: "github.com/owner/tool/build.Tag", value: "tag" },
      { variable: "main.version", value: "version" },
    ],
    meta: { ...locked().meta, deprecated: "use ${another}", changelog: null, license: null },
  }),
  github: locked({ src: github, modRoot: "sub" }),
  commit: locked({
    src: { ...github, tag: null, githubBase: "git.example", private: true },
    version: "0-unstable-2025-01-02",
  }),
};
const names = Object.keys(servers);

describe("package.nix of a Go server", () => {
  test.each(names)("%s", async (name) => {
    expect(lockedGoServerSchema.parse(servers[name])).toEqual(servers[name]);
    await expectGolden(`go/${name}.nix`, goNix(name, servers[name]!));
  });
});

describeNix("the golden files", () => {
  test("parse", async () => {
    const { env, bin } = requireNix();
    for (const name of names) {
      await execa(join(bin, "nix-instantiate"), ["--parse", goldenPath(`go/${name}.nix`)], { env });
    }
  });
});
