// Bundles the command line into dist/ for `bin` and for `npm ci` in a fresh clone (`prepare`).
import { chmod, mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * npm's own libraries stay outside: they read files beside them (node-gyp, their package.json), and a
 * bundle of them would hide which version runs. They are loaded only by the commands that need them.
 */
const external = [
  "@modelcontextprotocol/sdk",
  "@npmcli/*",
  "npm-package-arg",
  "npm-registry-fetch",
  "pacote",
  "ts-morph",
];

/** zod carries its messages in fifty languages and loads them all; we speak one. */
const englishOnly = {
  name: "english-only",
  setup(/** @type {import("esbuild").PluginBuild} */ { onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

/** Programs of ours: name in dist/ → source. */
const entries = { cli: "src/cli.ts" };

/**
 * Writes the bundle to `outdir`. Splitting keeps `import()` lazy, so that `--version` reads one small file.
 * @param {string} outdir absolute
 */
export async function bundle(outdir) {
  // Built beside and renamed: a run that is going on never sees half a bundle.
  const fresh = `${outdir}.${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    // jsonc-parser's CommonJS form requires its parts by computed paths.
    mainFields: ["module", "main"],
    target: "node20.19",
    external,
    plugins: [englishOnly],
    define: { __MCP_NIXGEN_VERSION__: JSON.stringify(version) },
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    legalComments: "none",
    chunkNames: "chunk-[hash]",
    // CommonJS dependencies inside the bundle call require() for Node's own modules.
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  await chmod(join(fresh, "cli.js"), 0o755);
  await rm(outdir, { recursive: true, force: true });
  await rename(fresh, outdir);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await bundle(resolve(process.argv[2] ?? join(root, "dist")));
