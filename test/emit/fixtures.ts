import type { LockedNpmServer } from "../../src/config/lock-npm-schema.ts";

/** Locked servers, one a hard case. Registry and hashes are made up. */

const registry = "https://registry.example";
const sha256 = (letter: string) => `sha256-${letter.repeat(43)}=`;

export function locked(change: Partial<LockedNpmServer> = {}): LockedNpmServer {
  const name = change.package ?? "firecrawl-mcp";
  const version = change.version ?? "3.2.1";
  return {
    spec: `npm:${name}`,
    kind: "npm",
    package: name,
    version,
    src: {
      url: `${registry}/${name}/-/${name.slice(name.lastIndexOf("/") + 1)}-${version}.tgz`,
      hash: `sha512-${"A".repeat(86)}==`,
    },
    lockfile: { origin: "generated", digest: sha256("B"), manifestDigest: sha256("C"), packages: 120 },
    strategy: "npm-deps",
    npmDeps: { hash: sha256("D"), fetcherVersion: 1 },
    buildFiles: [],
    bundled: [],
    ignoreFiles: false,
    bins: { "firecrawl-mcp": "dist/index.js" },
    mainProgram: "firecrawl-mcp",
    installScripts: [],
    allowScripts: [],
    overrides: {},
    npmFlags: [],
    ...change,
    meta: {
      description: "MCP server for Firecrawl web scraping integration.",
      homepage: "https://example.org/firecrawl-mcp",
      changelog: null,
      license: "MIT",
      node: ">=18",
      os: [],
      cpu: [],
      deprecated: null,
      ...change.meta,
    },
  };
}

const meta = (change: Partial<LockedNpmServer["meta"]>) => change as LockedNpmServer["meta"];

export const servers: Readonly<Record<string, LockedNpmServer>> = {
  plain: locked(),
  scoped: locked({
    package: "@brave/brave-search-mcp-server",
    version: "2.0.58",
    bins: { "brave-search-mcp-server": "dist/index.js" },
    mainProgram: "brave-search-mcp-server",
    meta: meta({ changelog: "https://example.org/brave/search/releases/tag/v2.0.58" }),
  }),
  "dotted.name": locked({ bins: { "a b": "x.js" }, mainProgram: "a b" }),
  shrinkwrap: locked({ lockfile: { ...locked().lockfile, origin: "shrinkwrap" } }),
  scripts: locked({
    installScripts: [
      {
        name: "better-sqlite3",
        version: "11.0.0",
        optional: false,
        scripts: { install: "node-gyp rebuild" },
      },
      { name: "@scope/native", version: "1.0.0", optional: false, scripts: { postinstall: "node x.js" } },
      { name: "sharp", version: "0.33.0", optional: true, scripts: { install: "node install.js" } },
    ],
    allowScripts: ["@scope/native", "better-sqlite3"],
  }),
  "scripts-refused": locked({
    installScripts: [{ name: "sharp", version: "0.33.0", optional: true, scripts: { install: "node x" } }],
  }),
  "fetcher-2": locked({ npmDeps: { hash: sha256("E"), fetcherVersion: 2 } }),
  "import-lock": locked({ strategy: "import-npm-lock", npmDeps: null, npmFlags: ["--legacy-peer-deps"] }),
  "no-deps": locked({
    lockfile: { ...locked().lockfile, packages: 0 },
    npmDeps: { hash: sha256("F"), fetcherVersion: 1 },
  }),
  "no-deps-unhashed": locked({ lockfile: { ...locked().lockfile, packages: 0 }, npmDeps: null }),
  "odd-strings": locked({
    meta: meta({
      description: "A \"server\" for ''${x} and $${y}\\n, with `ticks`,\n\ttabs — and 🚀 more.",
      homepage: 'https://example.org/?q=${q}&r="s"',
      license: "SEE LICENSE IN ''${LICENSE}\n",
      deprecated: "No longer kept.\nUse */ other-mcp # instead",
    }),
  }),
  "two-licences": locked({ meta: meta({ license: "(MIT OR Apache-2.0)" }) }),
  "exception-licence": locked({ meta: meta({ license: "Apache-2.0 WITH LLVM-exception" }) }),
  unlicensed: locked({ meta: meta({ license: "UNLICENSED", homepage: null }) }),
  "no-licence": locked({ meta: meta({ license: null }) }),
  "old-sha1": locked({ src: { url: `${registry}/x/-/other-name.tgz`, hash: `sha1-${"A".repeat(27)}=` } }),
  "linux-only": locked({ meta: meta({ os: ["linux"], cpu: ["x64", "arm64"] }) }),
  "not-arm": locked({ meta: meta({ os: ["!win32"], cpu: ["!arm64"] }) }),
  bundled: locked({ bundled: ["@scope/patched", "private-dep"] }),
  "ignore-files": locked({ ignoreFiles: true }),
  "broken-shrinkwrap": locked({ lockfile: { ...locked().lockfile, origin: "broken-shrinkwrap" } }),
  "own-scripts": locked({
    installScripts: [
      {
        name: "firecrawl-mcp",
        version: "3.2.1",
        optional: false,
        scripts: { install: "node-gyp rebuild", postinstall: "node make.js" },
      },
    ],
    allowScripts: ["firecrawl-mcp"],
  }),
  makefile: locked({ buildFiles: ["Makefile"] }),
  configure: locked({ buildFiles: ["Makefile", "configure"] }),
  "long-flags": locked({ npmFlags: ["--legacy-peer-deps", "--omit=optional", "--install-strategy=nested"] }),
};
