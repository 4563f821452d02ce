// Bundles the command line into dist/ for `bin` and for `npm ci` in a fresh clone (`prepare`).
import { access, chmod, mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * npm's own libraries stay outside: they read files beside them (node-gyp, their package.json), and a
 * bundle of them would hide which version runs. They are loaded only by the commands that need them.
 */
const external = ["@npmcli/*", "npm-package-arg", "npm-registry-fetch", "pacote", "ts-morph"];

// `npm ci` ends here, and older ones fail over syntax somewhere: not npm's engine-strict, which would also refuse
// what is newer than a dependency's author knew.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`mcp-nixgen needs Node 20.19 or newer, and this is ${process.versions.node}\n`);
  process.exit(1);
}

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
const entries = {
  cli: "src/cli.ts",
  "nixpkgs-mcp": "src/nixpkgs-mcp/main.ts",
  // Started by nixpkgs-mcp, which finds it beside itself.
  "nixpkgs-index": "src/nixpkgs-mcp/catalog/build-child.ts",
  // Started by inspect, which finds it beside itself.
  "inspect-javascript": "src/inspect/javascript/child.ts",
};

/**
 * Writes the bundle to `outdir`. Splitting keeps `import()` lazy, so that `--version` reads one small file.
 * @param {string} outdir absolute
 */
export async function bundle(outdir) {
  // Built beside and renamed: nobody sees half a bundle.
  const fresh = `${outdir}.${process.pid}`;
  try {
    await mkdir(fresh, { recursive: true });
    await buildInto(fresh);
    await rm(outdir, { recursive: true, force: true });
    await rename(fresh, outdir);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function buildInto(folder) {
  const { build } = await import("esbuild");
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
    outdir: folder,
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
  for (const program of ["cli.js", "nixpkgs-mcp.js"]) await chmod(join(folder, program), 0o755);
}

/** `npm ci --omit=dev` runs `prepare` too, but brings no esbuild: what is built already serves. */
async function bundleOrKeep(/** @type {string} */ outdir) {
  try {
    await bundle(outdir);
  } catch (error) {
    if (error?.code !== "ERR_MODULE_NOT_FOUND") throw error;
    const built = await access(join(outdir, "cli.js")).then(
      () => true,
      () => false,
    );
    if (built) return;
    console.error(`${outdir} cannot be built without esbuild: run npm ci without --omit=dev`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundleOrKeep(resolve(process.argv[2] ?? join(root, "dist")));
}
