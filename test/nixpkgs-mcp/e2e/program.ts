import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/** nixpkgs-mcp as it is published, for one test file. */
export interface Program {
  /** nixpkgs-mcp.js, absolute; what it needs lies beside it. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles the program of a project into a folder of its own. With the SDK in it: it starts in half the time. */
export async function bundledProgram(root = join(import.meta.dirname, "../../..")): Promise<Program> {
  const cache = join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "nixpkgs-mcp-"));
  await build({
    absWorkingDir: root,
    entryPoints: {
      "nixpkgs-mcp": join(root, "src/nixpkgs-mcp/main.ts"),
      "nixpkgs-index": join(root, "src/nixpkgs-mcp/catalog/build-child.ts"),
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    target: "node20.19",
    external: ["@npmcli/*"],
    plugins: [
      {
        name: "english-only",
        setup: ({ onLoad }) =>
          onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
            contents: 'export { default as en } from "./en.js";',
          })),
      },
    ],
    define: { __MCP_NIXGEN_VERSION__: '"0.0.0-test"' },
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  return { path: join(folder, "nixpkgs-mcp.js"), remove: () => rm(folder, { recursive: true, force: true }) };
}
